import { isAfter, type EntryId } from "./entry-id.ts";
import type { GroupMemory } from "./group-memory.ts";

/** Entries that a consumer has taken and is not done with, and how many messages of each are open. */
export class EntriesInHand {
  readonly #memory: GroupMemory;
  readonly #open = new Map<EntryId, number>();

  constructor(memory: GroupMemory) {
    this.#memory = memory;
  }

  get lowest(): EntryId | undefined {
    let lowest: EntryId | undefined;
    for (const entry of this.#open.keys()) if (lowest === undefined || isAfter(lowest, entry)) lowest = entry;
    return lowest;
  }

  /** Holds an entry that is not held yet, with so many messages. */
  hold(entry: EntryId, messages: number): void {
    if (this.#open.has(entry)) return;
    this.#memory.take(entry);
    this.#open.set(entry, messages);
  }

  /** One message of the entry is done with. True when the entry is: also when it was never held. */
  finish(entry: EntryId): boolean {
    const open = this.#open.size === 0 ? undefined : this.#open.get(entry);
    if (open === undefined) return true;
    if (open > 1) {
      this.#open.set(entry, open - 1);
      return false;
    }
    this.#release(entry);
    return true;
  }

  /** One message of the entry is not going to be done with: neither is the entry. */
  spoil(entry: EntryId): void {
    this.#open.set(entry, Infinity);
  }

  /** Lets go of what is spoilt: somebody else may take it. */
  letGo(): void {
    for (const entry of [...this.#open.keys()]) this.#release(entry);
  }

  #release(entry: EntryId): void {
    this.#open.delete(entry);
    this.#memory.release(entry);
  }
}
