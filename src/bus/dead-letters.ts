import { formatEntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import type { Fields, StreamEntry, StreamStore } from "./store.ts";
import { formatOrigin } from "./wire/origin.ts";

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

  /**
   * A message with its origin, or an entry that could not be read with the fields it has; then `entry`, the id it had in
   * its stream (`<id>#<position>` for one message of a packed entry), and `reason`.
   *
   * @throws {StoreError} the store did not take it.
   */
  async write(dead: ConsumedMessage | StreamEntry, reason: string): Promise<true> {
    const [fields, place] = "fields" in dead ? [dead.fields, formatEntryId(dead)] : [fieldsOf(dead), placeOf(dead)];
    const { applied, refused } = await this.#store.append(this.#stream, [[...fields, "entry", place, "reason", reason]]);
    if (applied === 0) throw refused ?? new Error(`the store did not say what became of ${place}`);
    return true;
  }
}

const placeOf = ({ entry, position }: ConsumedMessage): string => (position === 0 ? formatEntryId(entry) : `${formatEntryId(entry)}#${position}`);

function fieldsOf(message: ConsumedMessage): Fields {
  const { topic, type, payload, encoding, foreign, key } = message;
  const origin = foreign ? [] : ["origin", formatOrigin(message)];
  return ["topic", topic, "type", type, "payload", payload, "encoding", encoding, ...origin, "key", key];
}
