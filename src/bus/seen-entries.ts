import { formatEntryId, type EntryId } from "./entry-id.ts";

/** Entries after which a generation is full. Between one and two generations are remembered. */
const GENERATION = 65_536;

/**
 * Which entries without an origin were seen. They carry no numbers that could be kept as ranges, so only the latest are
 * remembered: an entry comes again when its acknowledgement was lost, which is soon or not at all. What is forgotten
 * would be handled again, never lost.
 */
export class SeenEntries {
  #young = new Set<string>();
  #old = new Set<string>();

  /** False if the entry was seen before. */
  add(entry: EntryId): boolean {
    const id = formatEntryId(entry);
    if (this.#young.has(id) || this.#old.has(id)) return false;
    if (this.#young.size === GENERATION) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
    return true;
  }
}
