import { formatEntryId, type EntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import { SeenEntries } from "./seen-entries.ts";
import { SeenSequences } from "./seen.ts";

/** Lives of producers remembered at most. */
const MAX_LIVES = 4_096;

/**
 * What the consumers of one group in one process know of its messages: which were seen, and which entries are in hand.
 * Consumers that share it handle a message once between them, whatever the server gives to whom.
 */
export class GroupMemory {
  readonly #lives = new Map<string, SeenSequences>();
  readonly #foreign = new SeenEntries();
  /** Entries taken and not done with, by id: usually one of an id, two where a server has given an id away twice. */
  readonly #inHand = new Map<string, number>();
  #forgottenLives = 0;
  /** The producer's life met last: nearly always that of the next message too. */
  #last: { readonly producer: string; readonly epoch: number; readonly seen: SeenSequences } | undefined;

  /** Lives of producers given up because there were too many: their duplicates would be handled again, never lost. */
  get forgottenLives(): number {
    return this.#forgottenLives;
  }

  /** Remembers the message; false if it was seen before. */
  see(message: ConsumedMessage): boolean {
    return message.foreign ? this.#foreign.add(message) : this.#seenOf(message).add(message.sequence);
  }

  /** Forgets a message that was seen and is given back unhandled. */
  forget(message: ConsumedMessage): void {
    if (message.foreign) this.#foreign.remove(message);
    else this.#seenOf(message).remove(message.sequence);
  }

  take(entry: EntryId): void {
    const id = formatEntryId(entry);
    this.#inHand.set(id, (this.#inHand.get(id) ?? 0) + 1);
  }

  release(entry: EntryId): void {
    const id = formatEntryId(entry);
    const left = (this.#inHand.get(id) ?? 0) - 1;
    if (left > 0) this.#inHand.set(id, left);
    else this.#inHand.delete(id);
  }

  isInHand(entry: EntryId): boolean {
    return this.#inHand.size > 0 && this.#inHand.has(formatEntryId(entry));
  }

  #seenOf({ producer, epoch }: ConsumedMessage): SeenSequences {
    const last = this.#last;
    if (last !== undefined && last.epoch === epoch && last.producer === producer) return last.seen;
    const name = `${epoch}-${producer}`;
    const seen = this.#lives.get(name) ?? new SeenSequences();
    // Put at the end again: the first is the one not met for the longest.
    this.#lives.delete(name);
    this.#lives.set(name, seen);
    if (this.#lives.size > MAX_LIVES) {
      const [oldest] = this.#lives.keys();
      this.#lives.delete(oldest as string);
      this.#forgottenLives++;
    }
    this.#last = { producer, epoch, seen };
    return seen;
  }
}
