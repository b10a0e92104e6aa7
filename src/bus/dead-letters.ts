import { formatEntryId, type EntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import type { StreamStore } from "./store.ts";

/** The stream beside `stream` for what could not be handled. */
export const deadLetterStream = (stream: string): string => `${stream}:dead`;

/** Writes messages that were given up, with the reason and where they came from. */
export class DeadLetters {
  readonly #stream: string;
  readonly #store: StreamStore;

  constructor(stream: string, store: StreamStore) {
    this.#stream = deadLetterStream(stream);
    this.#store = store;
  }

  /** @throws {StoreError} the store did not take it. */
  async write(entry: EntryId, message: ConsumedMessage | undefined, reason: string): Promise<true> {
    const origin = message === undefined ? [] : [
      "topic", message.topic,
      "type", message.type,
      "payload", message.payload,
      "encoding", message.encoding,
      "origin", `${message.epoch}-${message.sequence}-${message.priority}-${message.producer}`,
      "key", message.key,
    ];
    const id = formatEntryId(entry);
    const { applied, refused } = await this.#store.append(this.#stream, [[...origin, "entry", id, "reason", reason]]);
    if (applied === 0) throw refused ?? new Error(`the store did not say what became of ${id}`);
    return true;
  }
}
