import { formatEntryId, type EntryId } from "../../../src/bus/entry-id.ts";
import type { BusMessage, ConsumedMessage } from "../../../src/bus/message.ts";
import type { ConsumerProbe, ProducerProbe, StreamProbe } from "../../../src/bus/probe.ts";
import { PRIORITIES, type Priority } from "../../../src/bus/priority.ts";
import type { PriorityBuffer } from "../../../src/bus/buffer.ts";
import { hashBytes } from "../../../src/kernel/hash.ts";
import type { Scheduler } from "../../../src/kernel/scheduler.ts";
import { us, type Instant } from "../../../src/kernel/time.ts";
import { BufferBounds } from "../../../src/oracles/buffer-bounds.ts";
import { Conservation } from "../../../src/oracles/conservation.ts";
import { EffectOnce } from "../../../src/oracles/effect-once.ts";
import { Judge } from "../../../src/oracles/oracle.ts";
import { OrderPerKey } from "../../../src/oracles/order-per-key.ts";
import type { Outcome } from "../mutant.ts";

/** One publication, known by the number in its payload. */
export interface Account {
  readonly number: number;
  readonly key: number;
  readonly fingerprint: number;
  readonly topic: string;
  end: "open" | "dropped" | "dead" | "handled";
}

/** What the judges may ask of the world between events. */
export interface Facts {
  readonly held: () => number;
  readonly buffer: (priority: Priority) => PriorityBuffer;
  /** Entries that the group has not read, or not acknowledged; undefined while no server runs. */
  readonly backlog: () => number | undefined;
  /** What is wrong with the group's books, if anything. */
  readonly group: () => string | undefined;
  readonly unread: () => string | undefined;
  /** The group was made anew, to go on after this entry. */
  readonly regrouped: (after: EntryId) => void;
  /** May a message be handled again? */
  readonly mayRepeat: boolean;
  readonly isOrdered: boolean;
}

/** Allowed beyond a class's interval: events of one instant, and the rounding of a drifting clock. */
const SLACK = us(1);

/**
 * Judges of a small world. The accounts are the publisher's own, by the number that each payload carries, so that no
 * number of the bus's is believed.
 */
export class Judges {
  readonly conservation = new Conservation();
  readonly order = new OrderPerKey();
  readonly effectOnce = new EffectOnce();
  readonly bounds = new BufferBounds();
  readonly inversion = new Judge(
    "priority-inversion", "no less urgent message is served before a more urgent one, beyond the shares",
  );
  readonly interval = new Judge(
    "flush-interval", "with nothing in service no message waits longer than its class's interval",
  );
  readonly trimSafety = new Judge("trim-safety", "nothing is trimmed that the group has not acknowledged");
  readonly pendingLedger = new Judge(
    "pending-ledger", "what is pending for a group is what is pending for its consumers",
  );
  readonly liveness = new Judge("liveness", "when the faults are over, everything comes to rest");
  readonly answers = new Judge("answers", "the caller is told what becomes of a publication");
  readonly ended = new Judge("end-is-end", "a process that is gone does nothing any more");
  readonly attempts = new Judge("attempts", "no message is tried more often than the configuration says");
  readonly graves = new Judge("dead-letters", "what was given up is in the dead-letter stream, and nothing else");
  readonly #scheduler: Scheduler;
  readonly #facts: Facts;
  readonly accounts = new Map<number, Account>();
  readonly counts = { accepted: 0, duplicates: 0, retries: 0, dead: 0, trimmed: 0, dropped: 0, refused: 0, handled: 0 };
  /** Effects in order: instant and number. */
  readonly effects: string[] = [];
  /** Accepted and not sent: since when in its class. */
  readonly #waiting = new Map<BusMessage, { servedAs: Priority; since: Instant }>();
  #inService = 0;

  constructor(scheduler: Scheduler, facts: Facts) {
    this.#scheduler = scheduler;
    this.#facts = facts;
  }

  /** Of one life of a producer. */
  producer(batch: number): ProducerProbe {
    return {
      accepted: (message) => this.#accepted(message), refused: () => void this.counts.refused++,
      dropped: (message) => {
        this.counts.dropped++;
        this.conservation.dropped++;
        this.#waiting.delete(message);
        this.#end(numberOf(message.payload), "dropped");
        this.#levels();
      },
      sent: (messages, attempt) => (attempt === 1 ? this.#composed(messages, batch) : void this.counts.retries++),
      stored: (messages) => {
        this.#inService -= messages.length;
        this.conservation.stored += messages.length;
        this.#levels();
      },
      failed: () => {},
    };
  }

  readonly consumer: ConsumerProbe = {
    read: () => {}, delivered: () => {}, handled: () => {}, handlerFailed: () => {},
    duplicate: () => void this.counts.duplicates++,
    deadLettered: (_consumer, _entry, message) => {
      this.counts.dead++;
      if (message !== undefined && this.#end(numberOf(message.payload), "dead")) this.conservation.deadLettered++;
    },
    acknowledged: () => {},
    vanished: (_consumer, entries) => void (this.conservation.entriesAcknowledged += entries.length),
    regrouped: (_consumer, gap) => this.#facts.regrouped(gap.after),
  };

  readonly stream: StreamProbe = {
    trimmed: (_stream, removed) => void (this.counts.trimmed += removed), trimHeld: () => {},
    trimmedUnread: (_stream, group, from: EntryId) =>
      this.trimSafety.violate(this.#scheduler.now, `${group} lost from ${formatEntryId(from)}`),
  };

  /** What `publish` said. */
  answered(number: number, answer: string): void {
    this.answers.compare();
    if ((answer === "accepted") !== this.accounts.has(number))
      this.answers.violate(this.#scheduler.now, `number ${number}: the caller was told "${answer}"`);
  }

  /** Somebody else has written it: the bus has only to deliver it. */
  foreign(number: number, topic: string, payload: Uint8Array): void {
    this.conservation.accepted++;
    this.conservation.stored++;
    this.accounts.set(number, { number, key: 0x10000 + number, fingerprint: hashBytes(payload), topic, end: "open" });
  }

  #accepted(message: BusMessage): void {
    this.counts.accepted++;
    this.conservation.accepted++;
    const number = numberOf(message.payload);
    const key = Number(message.key.slice(message.key.indexOf("-") + 1));
    this.accounts.set(number, {
      number, key, fingerprint: hashBytes(message.payload), topic: message.topic, end: "open",
    });
    this.#waiting.set(message, { servedAs: message.servedAs, since: this.#scheduler.now });
    this.#levels();
  }

  #composed(messages: readonly BusMessage[], batch: number): void {
    const now = this.#scheduler.now;
    this.inversion.compare();
    if (this.#inService > 0)
      this.inversion.violate(now, `a batch goes out while ${this.#inService} messages are in service`);
    this.#inService += messages.length;
    for (const message of messages) this.#waiting.delete(message);
    let urgent = -1;
    for (const message of this.#waiting.keys()) urgent = Math.max(urgent, urgency(message));
    const below = messages.filter((message) => urgency(message) < urgent).length;
    const share = 3 * Math.max(1, batch >> 5);
    if (below > share)
      this.inversion.violate(
        now, `${below} messages are served before one of class ${urgent}, at most ${share} may be`,
      );
    if (messages.length < batch && urgent >= 0)
      this.inversion.violate(now, `a batch of ${messages.length} leaves messages of class ${urgent} behind`);
  }

  /** The handler has the message: its effect. */
  effect(message: ConsumedMessage): void {
    const now = this.#scheduler.now;
    const number = numberOf(message.payload);
    const account = this.accounts.get(number);
    const isFirst = account?.end === "open";
    if (isFirst || !this.#facts.mayRepeat || account === undefined)
      this.effectOnce.handled(now, isFirst ? number : undefined, message.sequence);
    if (account === undefined || !isFirst) return;
    this.effectOnce.payload(now, message.sequence, account.fingerprint, hashBytes(message.payload));
    if (account.topic !== message.topic) this.effectOnce.handled(now, undefined, message.sequence);
    this.counts.handled++;
    this.conservation.handled++;
    account.end = "handled";
    this.effects.push(`${now} ${number}`);
    if (this.#facts.isOrdered) this.order.handled(now, account.key, number);
  }

  /** A handler is called. */
  called({ name, alive }: { readonly name: string; readonly alive: boolean }): void {
    this.ended.compare();
    if (!alive) this.ended.violate(this.#scheduler.now, `a handler of ${name} is called, which is gone`);
  }

  /** The handler is called with the message for so many times. */
  attempted(number: number, attempt: number, most: number): void {
    this.attempts.compare();
    if (attempt <= most || this.#facts.mayRepeat) return;
    this.attempts.violate(this.#scheduler.now, `number ${number} is tried for time ${attempt}, ${most} are allowed`);
  }

  /** What the dead-letter stream holds at the end. */
  buried(numbers: readonly number[]): void {
    const dead = [...this.accounts.values()].filter(({ end }) => end === "dead").map(({ number }) => number);
    this.graves.compare();
    const violate = (number: number, what: string): void =>
      this.graves.violate(this.#scheduler.now, `number ${number} ${what}`);
    for (const number of dead)
      if (!numbers.includes(number)) violate(number, "was given up and is not among the dead letters");
    for (const number of numbers)
      if (!dead.includes(number)) violate(number, "is among the dead letters and was not given up");
  }

  #end(number: number, end: "dropped" | "dead"): boolean {
    const account = this.accounts.get(number);
    if (account === undefined || account.end !== "open") return false;
    account.end = end;
    return true;
  }

  /** After every event. */
  audit(): void {
    const now = this.#scheduler.now;
    const { held, backlog, group, unread } = this.#facts;
    const entries = backlog();
    if (entries !== undefined) this.conservation.check(now, held(), entries);
    const wrong = group();
    this.pendingLedger.compare();
    if (wrong !== undefined) this.pendingLedger.violate(now, wrong);
    const lost = unread();
    this.trimSafety.compare();
    if (lost !== undefined) this.trimSafety.violate(now, lost);
    if (this.#inService > 0) return;
    for (const [message, wait] of this.#waiting) {
      if (message.servedAs !== wait.servedAs) Object.assign(wait, { servedAs: message.servedAs, since: now });
      this.interval.compare();
      const { flushInterval } = this.#facts.buffer(wait.servedAs).config;
      if (now - wait.since > flushInterval + SLACK)
        this.interval.violate(now, `number ${numberOf(message.payload)} waits since ${wait.since}`);
    }
  }

  /** The producer's process has ended: what it had in service is dropped, or with the store. */
  producerGone(): void {
    this.#inService = 0;
    this.#waiting.clear();
  }

  finish(rest: string | undefined): void {
    const now = this.#scheduler.now;
    this.liveness.compare();
    if (rest !== undefined) this.liveness.violate(now, rest);
    this.conservation.finish(now);
  }

  outcome(): Outcome {
    const reports = [
      this.inversion, this.interval, this.trimSafety, this.pendingLedger, this.answers, this.ended, this.attempts,
      this.graves, this.conservation, this.order, this.effectOnce, this.bounds, this.liveness,
    ].map((judge) => judge.report());
    return {
      findings: reports
        .filter(({ verdict }) => verdict === "fail")
        .map(({ name, reason }) => ({ oracle: name, what: reason })),
      compared: Object.fromEntries(reports.map(({ name, compared }) => [name, compared])),
    };
  }

  #levels(): void {
    for (const priority of PRIORITIES) this.bounds.changed(this.#scheduler.now, priority, this.#facts.buffer(priority));
  }
}

/** Its own class, or the one that it was raised to for its key's sake. */
const urgency = ({ priority, servedAs }: BusMessage): number => Math.max(priority, servedAs);

/** Payloads begin with the number of the publication. */
export function numberOf(payload: Uint8Array): number {
  let number = 0;
  for (const byte of payload) {
    if (byte < 48 || byte > 57) break;
    number = number * 10 + byte - 48;
  }
  return number;
}

const encoder = new TextEncoder();

export const payloadOf = (number: number): Uint8Array => encoder.encode(`${number} ${"x".repeat(number % 40)}`);
