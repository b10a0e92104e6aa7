import { hashBytes, hashName } from "../kernel/hash.ts";
import { NumberTable } from "./number-table.ts";
import { formatEntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";

/** Messages after which a generation is full. Between one and two generations are remembered. */
const GENERATION = 65_536;

/** Messages that were seen, by four numbers each; by a text where an id is too large for a number. */
class Generation {
  readonly #numbers = new NumberTable();
  readonly #texts = new Set<string>();

  get size(): number {
    return this.#numbers.size + this.#texts.size;
  }

  has({ ms, seq }: ConsumedMessage["entry"], topic: number, payload: number): boolean {
    return typeof ms === "number" && typeof seq === "number" ? this.#numbers.has(ms, seq, topic, payload)
      : this.#texts.has(textOf({ ms, seq }, topic, payload));
  }

  /** False if it was there before. */
  add({ ms, seq }: ConsumedMessage["entry"], topic: number, payload: number): boolean {
    if (typeof ms === "number" && typeof seq === "number") return this.#numbers.add(ms, seq, topic, payload);
    const before = this.#texts.size;
    return this.#texts.add(textOf({ ms, seq }, topic, payload)).size > before;
  }

  remove({ ms, seq }: ConsumedMessage["entry"], topic: number, payload: number): void {
    if (typeof ms === "number" && typeof seq === "number") this.#numbers.remove(ms, seq, topic, payload);
    else this.#texts.delete(textOf({ ms, seq }, topic, payload));
  }
}

/**
 * Which messages without an origin were seen. They carry no numbers that could be kept as ranges, so only the latest
 * are remembered: a message comes again when its acknowledgement was lost, which is soon or not at all. What is
 * forgotten would be handled again, never lost.
 *
 * A message is known by its entry's id and by what it says: a server that has taken over from another gives ids away
 * that the other had given away already, for other messages.
 */
export class SeenEntries {
  #young = new Generation();
  #old = new Generation();

  /** False if the message was seen before. */
  add({ entry, topic, payload }: Named): boolean {
    const topicHash = hashName(topic);
    const payloadHash = hashBytes(payload);
    if (this.#old.has(entry, topicHash, payloadHash)) return false;
    if (this.#young.size === GENERATION) {
      if (this.#young.has(entry, topicHash, payloadHash)) return false;
      this.#old = this.#young;
      this.#young = new Generation();
    }
    return this.#young.add(entry, topicHash, payloadHash);
  }

  /** Forgets a message: it was seen and could not be handled. */
  remove({ entry, topic, payload }: Named): void {
    const topicHash = hashName(topic);
    const payloadHash = hashBytes(payload);
    this.#young.remove(entry, topicHash, payloadHash);
    this.#old.remove(entry, topicHash, payloadHash);
  }
}

type Named = Pick<ConsumedMessage, "entry" | "topic" | "payload">;

const textOf = (entry: ConsumedMessage["entry"], topic: number, payload: number): string =>
  `${formatEntryId(entry)} ${topic} ${payload}`;
