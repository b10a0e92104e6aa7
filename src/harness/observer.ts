import type { DropReason, ProducerProbe, ConsumerProbe, RefusalReason, StreamProbe } from "../bus/probe.ts";
import type { FlushReason, PriorityBuffer } from "../bus/buffer.ts";
import { formatEntryId, type EntryId } from "../bus/entry-id.ts";
import type { BusMessage, ConsumedMessage } from "../bus/message.ts";
import { PRIORITIES, type Priority } from "../bus/priority.ts";
import type { StoreError } from "../bus/store.ts";
import { InvariantError } from "../kernel/error.ts";
import { hashName, PayloadHash } from "../kernel/hash.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Instant } from "../kernel/time.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Instrument } from "../market/instrument.ts";
import { BookIntegrity, type BookView } from "../oracles/book-integrity.ts";
import { BufferBounds } from "../oracles/buffer-bounds.ts";
import { Conservation } from "../oracles/conservation.ts";
import { EffectOnce } from "../oracles/effect-once.ts";
import { MessageLedger, MessageState } from "../oracles/ledger.ts";
import { OrderPerKey } from "../oracles/order-per-key.ts";
import type { OracleReport } from "../oracles/oracle.ts";
import { BusTally } from "./bus-tally.ts";
import { HOPS, type LatencyBook } from "./latency.ts";
import { observerSites, type ObserverSites } from "./observer-sites.ts";

type ExpectedBook = Parameters<BookIntegrity["expect"]>[1];

export interface ObserverOptions {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly latency: LatencyBook;
  readonly buffer: (priority: Priority) => PriorityBuffer;
  /** What the client and the store say they hold: see Conservation.check. */
  readonly producerHeld: () => number;
  readonly storeBacklog: () => number;
}

const [DECODE, BUFFER, STORE, DELIVER, HANDLE, TOTAL] = HOPS.map((_, index) => index) as
  [number, number, number, number, number, number];

/**
 * Sees every step of the bus: writes the trace, keeps the ledger, and asks the oracles. It changes nothing that it
 * sees, and takes every instant from true time.
 */
export class RunObserver implements ProducerProbe, ConsumerProbe, StreamProbe {
  readonly tally = new BusTally();
  readonly ledger = new MessageLedger();
  readonly conservation = new Conservation();
  readonly order = new OrderPerKey();
  readonly effectOnce = new EffectOnce();
  readonly bounds = new BufferBounds();
  readonly books = new BookIntegrity();
  readonly #options: ObserverOptions;
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #sites: ObserverSites;
  readonly #keys = new Map<string, number>();
  readonly #payloadHash = new PayloadHash();
  readonly #instruments: Instrument[] = [];
  /** In the order of PRIORITIES; asked for when the client is there. */
  #buffers: readonly PriorityBuffer[] | undefined;
  /** Receipt of the record that is being published. */
  receivedAt: Instant = 0;
  lastAccepted = -1;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#scheduler = options.scheduler;
    this.#trace = options.trace;
    this.#sites = observerSites(options.scheduler);
  }

  // The venues.

  frame(receivedAt: Instant, source: number, length: number, verdict: number): void {
    this.#trace.event(receivedAt, this.#sites.frame, source, length, verdict);
  }

  gap(at: Instant, instrument: Instrument, expected: number, got: number): void {
    this.#trace.event(at, this.#sites.gap, instrument.index, expected, got);
  }

  resync(at: Instant, instrument: Instrument, gapStarted: Instant): void {
    this.#trace.event(at, this.#sites.resync, instrument.index, gapStarted);
  }

  rejected(at: Instant, verdict: string): void {
    this.#trace.event(at, this.#sites.rejected, hashName(verdict));
  }

  bookPublished(instrument: Instrument, expected: ExpectedBook): void {
    this.#instruments[instrument.index] = instrument;
    this.ledger.setSubject(expected.ordinal, instrument.index);
    this.books.expect(instrument, expected);
  }

  // The producer.

  accepted(message: BusMessage): void {
    const now = this.#scheduler.now;
    this.conservation.accepted++;
    const fingerprint = this.#payloadHash.of(message.payload);
    const key = this.#keyOf(message.key);
    const { priority } = message;
    const ordinal = this.ledger.accept({ priority, key, fingerprint, received: this.receivedAt, at: now });
    this.lastAccepted = ordinal;
    if (ordinal !== message.ordinal) {
      throw new InvariantError(`the client accepted message ${message.ordinal}, the ledger counts ${ordinal}`);
    }
    this.tally.accepted(message.priority);
    this.#trace.event(now, this.#sites.accepted, ordinal, message.priority, fingerprint);
    this.#levels();
  }

  refused(topic: string, priority: number, reason: RefusalReason): void {
    this.tally.refused(priority as Priority, reason);
    this.#trace.event(this.#scheduler.now, this.#sites.refused, hashName(topic), priority);
  }

  dropped(message: BusMessage, reason: DropReason): void {
    this.conservation.dropped++;
    this.tally.dropped(message.priority, reason);
    this.#trace.event(this.#scheduler.now, this.#sites.dropped, message.ordinal, hashName(reason));
    this.#finish(message.ordinal, MessageState.dropped);
    this.#levels();
  }

  sent(batch: readonly BusMessage[], attempt: number, reason: FlushReason): void {
    const now = this.#scheduler.now;
    this.tally.sent(batch.length, attempt, reason);
    if (attempt === 1) {
      for (const message of batch) this.ledger.send(message.ordinal, message.sequence, now);
    }
    this.#trace.event(now, this.#sites.sent, batch[0]?.sequence ?? 0, batch.length, attempt, hashName(reason));
  }

  stored(messages: readonly BusMessage[]): void {
    this.conservation.stored += messages.length;
    this.#trace.event(this.#scheduler.now, this.#sites.stored, messages[0]?.sequence ?? 0, messages.length);
    this.#levels();
  }

  failed(batch: readonly BusMessage[], error: StoreError): void {
    this.tally.failedWrites++;
    const { now } = this.#scheduler;
    this.#trace.event(now, this.#sites.failed, batch[0]?.sequence ?? 0, batch.length, hashName(error.kind));
  }

  // The store, at the instant at which it applies.

  applied(messages: readonly { readonly sequence: number }[]): void {
    const now = this.#scheduler.now;
    this.conservation.entriesApplied += messages.length;
    for (let i = 0; i < messages.length; i++) {
      const ordinal = this.ledger.ordinalOf((messages[i] as { sequence: number }).sequence);
      if (ordinal !== undefined && this.ledger.state(ordinal) === MessageState.sent) this.ledger.apply(ordinal, now);
    }
    this.#trace.event(now, this.#sites.applied, messages[0]?.sequence ?? 0, messages.length);
  }

  acknowledgedAtStore(count: number): void {
    this.conservation.entriesAcknowledged += count;
  }

  // The consumer.

  read(_consumer: string, count: number, claimed: boolean): void {
    this.tally.read(count, claimed);
    this.#trace.event(this.#scheduler.now, this.#sites.read, count, claimed ? 1 : 0);
  }

  delivered(_consumer: string, message: ConsumedMessage, attempt: number): void {
    const ordinal = this.ledger.ordinalOf(message.sequence);
    if (ordinal !== undefined && attempt === 1) this.ledger.deliver(ordinal, this.#scheduler.now);
  }

  /** The engine is done with `message` at `handledAt`; `view` is the book that it changed, if it changed one. */
  engineHandled(message: ConsumedMessage, handledAt: Instant, view: BookView | undefined): void {
    const ordinal = this.ledger.ordinalOf(message.sequence);
    this.effectOnce.handled(handledAt, ordinal, message.sequence);
    if (ordinal === undefined) return;
    const fingerprint = this.#payloadHash.of(message.payload);
    this.effectOnce.payload(handledAt, message.sequence, this.ledger.fingerprint(ordinal), fingerprint);
    this.order.handled(handledAt, this.ledger.key(ordinal), ordinal);
    const instrument = this.#instruments[this.ledger.subject(ordinal)];
    if (instrument !== undefined && view !== undefined) this.books.applied(handledAt, instrument, ordinal, view);
    this.#recordLatency(ordinal, handledAt);
    this.#trace.event(handledAt, this.#sites.handled, ordinal, message.sequence, fingerprint);
  }

  handled(_consumer: string, message: ConsumedMessage): void {
    this.conservation.handled++;
    this.tally.delivered(message.priority);
    const ordinal = this.ledger.ordinalOf(message.sequence);
    if (ordinal !== undefined) this.#finish(ordinal, MessageState.handled);
  }

  handlerFailed(_consumer: string, message: ConsumedMessage, attempt: number): void {
    this.tally.handlerFailures++;
    this.#trace.event(this.#scheduler.now, this.#sites.handlerFailed, message.sequence, attempt);
  }

  duplicate(_consumer: string, message: ConsumedMessage): void {
    this.tally.duplicates++;
    this.#trace.event(this.#scheduler.now, this.#sites.duplicate, message.sequence);
  }

  deadLettered(_consumer: string, entry: EntryId, message: ConsumedMessage | undefined, reason: string): void {
    this.tally.deadLetter(formatEntryId(entry), message, reason);
    this.#trace.event(this.#scheduler.now, this.#sites.deadLettered, message?.sequence ?? 0, hashName(reason));
    if (message === undefined) return;
    this.conservation.deadLettered++;
    const ordinal = this.ledger.ordinalOf(message.sequence);
    if (ordinal !== undefined) this.#finish(ordinal, MessageState.deadLettered);
  }

  acknowledged(_consumer: string, entries: readonly EntryId[]): void {
    this.tally.acknowledged += entries.length;
  }

  vanished(_consumer: string, entries: readonly EntryId[]): void {
    this.tally.vanished += entries.length;
    this.conservation.entriesAcknowledged += entries.length;
  }

  regrouped(): void {
    this.tally.regroups++;
  }

  // The stream.

  trimmed(_stream: string, removed: number): void {
    this.tally.trimmed += removed;
    this.#trace.event(this.#scheduler.now, this.#sites.trimmed, removed);
  }

  trimHeld(_stream: string, _lowest: EntryId, overdue: number): void {
    this.tally.trimsHeld++;
    this.#trace.event(this.#scheduler.now, this.#sites.trimHeld, overdue);
  }

  trimmedUnread(_stream: string, group: string, from: EntryId, to: EntryId): void {
    this.tally.lostRanges.push({ group, from: formatEntryId(from), to: formatEntryId(to) });
  }

  // Between events.

  /** Asks what must hold at every instant. */
  audit(): void {
    this.conservation.check(this.#scheduler.now, this.#options.producerHeld(), this.#options.storeBacklog());
  }

  finish(viewOf: (instrument: Instrument) => BookView | undefined): void {
    const now = this.#scheduler.now;
    this.conservation.finish(now);
    this.books.finish(now, viewOf);
  }

  reports(): OracleReport[] {
    return [this.conservation.report(), this.order.report(), this.effectOnce.report(), this.bounds.report(),
      ...this.books.reports()];
  }

  #recordLatency(ordinal: number, handledAt: Instant): void {
    const { ledger } = this;
    const { latency } = this.#options;
    const priority = ledger.priority(ordinal) as Priority;
    const received = ledger.received(ordinal);
    const accepted = ledger.acceptedAt(ordinal);
    const sent = ledger.sentAt(ordinal);
    const applied = ledger.appliedAt(ordinal);
    const delivered = ledger.deliveredAt(ordinal);
    latency.record(priority, DECODE, accepted - received);
    latency.record(priority, BUFFER, sent - accepted);
    latency.record(priority, STORE, applied - sent);
    latency.record(priority, DELIVER, delivered - applied);
    latency.record(priority, HANDLE, handledAt - delivered);
    latency.record(priority, TOTAL, handledAt - received);
  }

  #finish(ordinal: number, state: MessageState): void {
    if (state !== MessageState.handled) {
      const instrument = this.#instruments[this.ledger.subject(ordinal)];
      if (instrument !== undefined) this.books.lost(instrument, ordinal);
    }
    this.ledger.finish(ordinal, state);
  }

  /** All classes: a message can take earlier ones of its key from one class to another. */
  #levels(): void {
    const { now } = this.#scheduler;
    const buffers = (this.#buffers ??= PRIORITIES.map((priority) => this.#options.buffer(priority)));
    for (let i = 0; i < buffers.length; i++)
      this.bounds.changed(now, PRIORITIES[i] as Priority, buffers[i] as PriorityBuffer);
  }

  #keyOf(key: string): number {
    let id = this.#keys.get(key);
    if (id === undefined) this.#keys.set(key, (id = this.#keys.size));
    return id;
  }
}
