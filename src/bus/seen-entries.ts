import { hashBytes, hashName } from "../kernel/hash.ts";
import { formatEntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";

/** Messages after which a generation is full. Between one and two generations are remembered. */
const GENERATION = 65_536;

/**
 * Which messages without an origin were seen. They carry no numbers that could be kept as ranges, so only the latest are
 * remembered: a message comes again when its acknowledgement was lost, which is soon or not at all. What is forgotten
 * would be handled again, never lost.
 *
 * A message is known by its entry's id and by what it says: a server that has taken over from another gives ids away
 * that the other had given away already, for other messages.
 */
export class SeenEntries {
  #young = new Set<string>();
  #old = new Set<string>();

  /** False if the message was seen before. */
  add(message: Named): boolean {
    const name = nameOf(message);
    if (this.#young.has(name) || this.#old.has(name)) return false;
    if (this.#young.size === GENERATION) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(name);
    return true;
  }

  /** Forgets a message: it was seen and could not be handled. */
  remove(message: Named): void {
    const name = nameOf(message);
    this.#young.delete(name);
    this.#old.delete(name);
  }
}

type Named = Pick<ConsumedMessage, "entry" | "topic" | "payload">;

const nameOf = ({ entry, topic, payload }: Named): string => `${formatEntryId(entry)} ${hashName(topic)} ${hashBytes(payload)}`;
