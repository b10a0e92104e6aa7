import type { ConsumerProbe, ProducerProbe, StreamProbe } from "../probe.ts";
import type { ExternalProbe } from "../wire/external-streams.ts";

/** What an enhanced bus has done since it was made, over all its switches. */
export interface BusCounts {
  /** Publications taken to be sent. Each of them is stored, dropped or still held. */
  accepted: number;
  /** Publications not taken, which the bus reported as `not-sent`. */
  refused: number;
  /** Publications whose types are not to leave the process. */
  filtered: number;
  dropped: number;
  stored: number;
  /** Writes that failed and were tried again. */
  failedWrites: number;
  /** Messages from outside that were published inside. */
  received: number;
  /** Messages from outside that this bus had sent itself. */
  echoes: number;
  /** Messages from outside of types that are not among the streaming types. */
  notStreaming: number;
  /** Entries and payloads from outside that could not be read. */
  unreadable: number;
  handlerFailures: number;
  deadLettered: number;
  failedReads: number;
  trimmed: number;
  /** Heartbeats published. */
  heartbeats: number;
  /** Times the standard bus stepped in, each with a reason. */
  fallbacks: number;
  /** Switches that left the bus before in force. */
  failedSwitches: number;
}

const zero = (): BusCounts => ({
  accepted: 0, refused: 0, filtered: 0, dropped: 0, stored: 0, failedWrites: 0, received: 0, echoes: 0, notStreaming: 0,
  unreadable: 0, handlerFailures: 0, deadLettered: 0, failedReads: 0, trimmed: 0, heartbeats: 0, fallbacks: 0,
  failedSwitches: 0,
});

/** Probes of the owner's, told beside the tally. */
export interface BusProbes {
  readonly producer?: ProducerProbe;
  readonly consumer?: ConsumerProbe;
  readonly streams?: StreamProbe;
  readonly external?: ExternalProbe;
}

/** Counts what happens on the way out and in, and passes it on to the owner's probes. */
export class BusTally {
  readonly counts: BusCounts = zero();
  readonly #probes: BusProbes;

  constructor(probes: BusProbes) {
    this.#probes = probes;
  }

  readonly producer: ProducerProbe = {
    accepted: (message) => {
      this.counts.accepted++;
      this.#probes.producer?.accepted(message);
    },
    refused: (topic, priority, reason) => {
      if (reason === "filtered") this.counts.filtered++;
      else this.counts.refused++;
      this.#probes.producer?.refused(topic, priority, reason);
    },
    dropped: (message, reason) => {
      this.counts.dropped++;
      this.#probes.producer?.dropped(message, reason);
    },
    sent: (batch, attempt, reason) => this.#probes.producer?.sent(batch, attempt, reason),
    stored: (messages) => {
      this.counts.stored += messages.length;
      this.#probes.producer?.stored(messages);
    },
    failed: (batch, error) => {
      this.counts.failedWrites++;
      this.#probes.producer?.failed(batch, error);
    },
    traced: (span) => this.#probes.producer?.traced?.(span),
  };

  readonly consumer: ConsumerProbe = {
    read: (...args) => this.#probes.consumer?.read(...args),
    delivered: (...args) => this.#probes.consumer?.delivered(...args),
    handled: (...args) => this.#probes.consumer?.handled(...args),
    handlerFailed: (...args) => {
      this.counts.handlerFailures++;
      this.#probes.consumer?.handlerFailed(...args);
    },
    duplicate: (...args) => this.#probes.consumer?.duplicate(...args),
    deadLettered: (...args) => {
      this.counts.deadLettered++;
      this.#probes.consumer?.deadLettered(...args);
    },
    acknowledged: (...args) => this.#probes.consumer?.acknowledged(...args),
    vanished: (...args) => this.#probes.consumer?.vanished(...args),
    regrouped: (...args) => this.#probes.consumer?.regrouped(...args),
  };

  readonly streams: StreamProbe = {
    trimmed: (stream, removed) => {
      this.counts.trimmed += removed;
      this.#probes.streams?.trimmed(stream, removed);
    },
    trimHeld: (...args) => this.#probes.streams?.trimHeld(...args),
    trimmedUnread: (...args) => this.#probes.streams?.trimmedUnread(...args),
  };

  readonly external: ExternalProbe = {
    echo: (...args) => {
      this.counts.echoes++;
      this.#probes.external?.echo(...args);
    },
    unreadable: (...args) => {
      this.counts.unreadable++;
      this.#probes.external?.unreadable(...args);
    },
    // Counted where it is known whether the message or its handler was at fault.
    handlerFailed: (...args) => this.#probes.external?.handlerFailed(...args),
    storeFailed: (error) => {
      this.counts.failedReads++;
      this.#probes.external?.storeFailed(error);
    },
    rewound: (...args) => this.#probes.external?.rewound(...args),
  };
}
