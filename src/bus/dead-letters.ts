import { formatEntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import type { Fields, GroupCursor, StreamEntry, StreamStore } from "./store.ts";
import { fingerprint } from "./wire/fingerprint.ts";
import { formatOrigin } from "./wire/origin.ts";

/** The stream beside `stream` for what could not be handled. */
export const deadLetterStream = (stream: string): string => `${stream}:dead`;

/**
 * Writes messages that were given up, with the reason and where they came from: once for each group, although a
 * consumer may end between the writing and the acknowledging, and the next one gives the message up again. For that the
 * store keeps a mark for each letter, as it keeps the place of a producer.
 */
export class DeadLetters {
  readonly #stream: string;
  readonly #group: string;
  readonly #store: Pick<StreamStore, "append">;

  constructor({ stream, group }: Omit<GroupCursor, "consumer">, store: Pick<StreamStore, "append">) {
    this.#stream = deadLetterStream(stream);
    this.#group = group;
    this.#store = store;
  }

  /**
   * A message with its origin, or an entry that could not be read with the fields it has; then `entry`, the id it had
   * in its stream (`<id>#<position>` for one message of a packed entry), `group` and `reason`.
   *
   * @throws {StoreError} the store did not take it.
   */
  async write(dead: ConsumedMessage | StreamEntry, reason: string): Promise<true> {
    const [fields, place] = "fields" in dead ? [dead.fields, formatEntryId(dead)] : [fieldsOf(dead), placeOf(dead)];
    const letter = [...fields, "entry", place, "group", this.#group, "reason", reason];
    // The contents are in the name because a server that has taken over may give an id away a second time.
    const fence = { producer: `${this.#group} ${place} ${fingerprint(fields)}`, epoch: 1, sequence: 1 };
    const { applied, refused } = await this.#store.append(this.#stream, [letter], { fence });
    if (applied === 0) throw refused ?? new Error(`the store did not say what became of ${place}`);
    return true;
  }
}

const placeOf = ({ entry, position }: ConsumedMessage): string =>
  position === 0 ? formatEntryId(entry) : `${formatEntryId(entry)}#${position}`;

function fieldsOf(message: ConsumedMessage): Fields {
  const { topic, type, payload, encoding, foreign, key } = message;
  const origin = foreign ? [] : ["origin", formatOrigin(message)];
  return ["topic", topic, "type", type, "payload", payload, "encoding", encoding, ...origin, "key", key];
}
