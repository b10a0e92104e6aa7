import type { Clock } from "../kernel/clock.ts";
import type { ConsumerConfig } from "./config/config.ts";
import { formatEntryId, type EntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import { SeenSequences } from "./seen.ts";
import { SeenEntries } from "./seen-entries.ts";
import type { StreamEntry } from "./store.ts";
import type { EntryReader } from "./wire/entry-reader.ts";
import { isPacked } from "./wire/packed-reader.ts";

/** Handles one message. A throw or a rejection counts as a failed attempt. */
export type MessageHandler = (message: ConsumedMessage) => void | Promise<void>;

export interface DeliveryOptions {
  readonly consumer: string;
  readonly reader: EntryReader;
  readonly config: ConsumerConfig;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly probe: ConsumerProbe;
  /** The entry is done with and may be acknowledged. */
  readonly done: (entry: EntryId) => void;
  /** Writes to the dead-letter stream; resolves when it has. */
  readonly bury: (dead: ConsumedMessage | StreamEntry, reason: string) => Promise<void>;
  /** Runs after a retry has made progress. */
  readonly retried: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** Messages of one key that wait behind one whose handling failed. */
interface ParkedKey {
  readonly waiting: ConsumedMessage[];
  /** Failed attempts at the first of them. */
  attempts: number;
}

/**
 * From an entry to its effect, once: what was seen before is skipped; what fails is tried again after a growing wait
 * while the later messages of its key wait behind it and everything else goes on; what fails for the last time is
 * buried, and its key goes on. An entry is done with when all its messages are.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #seen = new Map<string, SeenSequences>();
  readonly #seenForeign = new SeenEntries();
  readonly #parked = new Map<string, ParkedKey>();
  /** Ids of entries taken and not done with: parked, or with a handler that has not returned. */
  readonly #inHands = new Set<string>();
  /** How many messages of a packed entry are not done with. */
  readonly #left = new Map<EntryId, number>();
  #parkedCount = 0;
  #ended = false;
  /** The producer's life met last: nearly always that of the next message too. */
  #life: { readonly producer: string; readonly epoch: number; readonly seen: SeenSequences } | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Messages that wait behind a failed one of their key, that one included. */
  get parked(): number {
    return this.#parkedCount;
  }

  /** Nothing more is delivered or reported: the process is gone. */
  end(): void {
    this.#ended = true;
  }

  /** Takes one entry. Returns a promise only if something has to be waited for before the next one. */
  take(entry: StreamEntry): Promise<void> | undefined {
    const { reader } = this.#options;
    if (isPacked(entry.fields)) {
      let messages: readonly ConsumedMessage[];
      try {
        messages = reader.readPacked(entry);
      } catch (error) {
        return this.#giveUpEntry(entry, error);
      }
      return this.#takePacked(entry, messages);
    }
    let message: ConsumedMessage;
    try {
      message = reader.readSingle(entry);
    } catch (error) {
      return this.#giveUpEntry(entry, error);
    }
    return this.#takeSingle(message);
  }

  #takeSingle(message: ConsumedMessage): Promise<void> | undefined {
    if (this.#see(message)) return this.#dispatch(message);
    const { entry } = message;
    if (this.#inHands.size === 0 || !this.#inHands.has(formatEntryId(entry))) this.#options.done(entry);
    return undefined;
  }

  #takePacked(entry: StreamEntry, messages: readonly ConsumedMessage[]): Promise<void> | undefined {
    const id = formatEntryId(entry);
    // Delivered a second time while the first is at work, which will see to all its messages.
    if (this.#inHands.has(id)) return undefined;
    const unseen = messages.filter((message) => this.#see(message));
    if (unseen.length === 0) {
      this.#options.done(entry);
      return undefined;
    }
    this.#inHands.add(id);
    this.#left.set(entry, unseen.length);
    return this.#dispatchAll(unseen, 0);
  }

  #dispatchAll(messages: readonly ConsumedMessage[], from: number): Promise<void> | undefined {
    for (let at = from; at < messages.length && !this.#ended; at++) {
      const pending = this.#dispatch(messages[at] as ConsumedMessage);
      if (pending !== undefined) return pending.then(() => this.#dispatchAll(messages, at + 1));
    }
    return undefined;
  }

  /** Remembers the message; false, and reported, if it was seen before. */
  #see(message: ConsumedMessage): boolean {
    const isNew = message.foreign ? this.#seenForeign.add(message.entry) : this.#seenOf(message).add(message.sequence);
    if (!isNew) this.#options.probe.duplicate(this.#options.consumer, message);
    return isNew;
  }

  /** To the handler, or to the others of its key that wait. */
  #dispatch(message: ConsumedMessage): Promise<void> | undefined {
    const parked = this.#parked.size === 0 ? undefined : this.#parked.get(message.key);
    if (parked === undefined) return this.#deliver(message, 1);
    this.#park(parked, message);
    return undefined;
  }

  #deliver(message: ConsumedMessage, attempt: number): Promise<void> | undefined {
    const { handler, probe, consumer } = this.#options;
    probe.delivered(consumer, message, attempt);
    try {
      const result = handler(message);
      if (result === undefined) {
        this.#handled(message);
        return undefined;
      }
      this.#inHands.add(formatEntryId(message.entry));
      return result.then(() => this.#handled(message), (error: unknown) => this.#failed(message, attempt, error));
    } catch (error) {
      return this.#failed(message, attempt, error);
    }
  }

  #handled(message: ConsumedMessage): void {
    if (this.#ended) return;
    this.#options.probe.handled(this.#options.consumer, message);
    this.#finish(message.entry);
  }

  /** One message of the entry is done with. */
  #finish(entry: EntryId): void {
    const left = this.#left.size === 0 ? undefined : this.#left.get(entry);
    if (left !== undefined && left > 1) {
      this.#left.set(entry, left - 1);
      return;
    }
    if (left !== undefined) this.#left.delete(entry);
    if (this.#inHands.size > 0) this.#inHands.delete(formatEntryId(entry));
    this.#options.done(entry);
  }

  #failed(message: ConsumedMessage, attempt: number, error: unknown): Promise<void> | undefined {
    if (this.#ended) return undefined;
    const { config, probe, clock, consumer, onFault } = this.#options;
    probe.handlerFailed(consumer, message, attempt, error);
    if (attempt >= config.maxAttempts) {
      return this.#giveUp(message, `handler failed ${attempt} times, last: ${String(error)}`);
    }
    let parked = this.#parked.get(message.key);
    if (parked === undefined) {
      this.#parked.set(message.key, (parked = { waiting: [], attempts: attempt }));
      this.#park(parked, message);
    }
    parked.attempts = attempt;
    clock.after(config.retryBase * 2 ** (attempt - 1), "consumer.retry", () => {
      this.#retryKey(message.key).catch(onFault);
    });
    return undefined;
  }

  /** Tries the first parked message of `key` again and, once it is done with, those behind it. */
  async #retryKey(key: string): Promise<void> {
    const parked = this.#parked.get(key);
    for (let message = parked?.waiting[0]; parked !== undefined && message !== undefined; message = parked.waiting[0]) {
      const before = parked.attempts;
      await this.#deliver(message, before + 1);
      // Failed again and waiting for its next turn: a later timer goes on.
      if (this.#ended || parked.attempts !== before) return;
      parked.waiting.shift();
      this.#parkedCount--;
      parked.attempts = 0;
    }
    this.#parked.delete(key);
    await this.#options.retried();
  }

  async #giveUp(message: ConsumedMessage, reason: string): Promise<void> {
    await this.#options.bury(message, reason);
    if (this.#ended) return;
    this.#options.probe.deadLettered(this.#options.consumer, message.entry, message, reason);
    this.#finish(message.entry);
  }

  async #giveUpEntry(entry: StreamEntry, error: unknown): Promise<void> {
    const reason = String(error);
    await this.#options.bury(entry, reason);
    if (this.#ended) return;
    this.#options.probe.deadLettered(this.#options.consumer, entry, undefined, reason);
    this.#options.done(entry);
  }

  #park(parked: ParkedKey, message: ConsumedMessage): void {
    parked.waiting.push(message);
    this.#parkedCount++;
    this.#inHands.add(formatEntryId(message.entry));
  }

  #seenOf({ producer, epoch }: ConsumedMessage): SeenSequences {
    const last = this.#life;
    if (last !== undefined && last.epoch === epoch && last.producer === producer) return last.seen;
    const name = `${epoch}-${producer}`;
    let seen = this.#seen.get(name);
    if (seen === undefined) this.#seen.set(name, (seen = new SeenSequences()));
    this.#life = { producer, epoch, seen };
    return seen;
  }
}
