import type { Fields } from "../store.ts";
import type { EntryWriter, OutgoingMessage, Producer } from "./entry-writer.ts";
import { MessagePackWriter } from "./message-pack-writer.ts";

/** Messages an entry carries at most, written or read. */
export const MOST_PACKED = 65_535;
/** Payload bytes after which a new entry is begun: one entry is one stall of the server and of the network. */
const ENTRY_BYTES = 1 << 20;
/** Elements of a packed message: topic, type, key and encoding as places in the list of texts, priority, payload. */
export const PACKED_WIDTH = 6;

/**
 * Many messages an entry. Fields: `packed` (how many), `origin` (`<epoch>-<sequence of the first>-<producer>`; the
 * others count up), `payload`: a MessagePack array, first the list of texts, then for each message an array of
 * PACKED_WIDTH. There is no `topic`, so a reader that knows NautilusTrader's layout alone skips the entry.
 */
export class PackedWriter implements EntryWriter {
  readonly #epoch: string;
  readonly #tail: string;
  readonly #texts = new TextTable();
  readonly #body = new MessagePackWriter();

  constructor({ producer, epoch }: Producer) {
    this.#epoch = `${epoch}-`;
    this.#tail = `-${producer}`;
  }

  write(messages: readonly OutgoingMessage[]): readonly Fields[] {
    const entries: Fields[] = [];
    for (let from = 0; from < messages.length;) {
      const to = endOfEntry(messages, from);
      entries.push(this.#entry(messages, from, to));
      from = to;
    }
    return entries;
  }

  carried(entries: readonly Fields[], count: number): number {
    let messages = 0;
    for (let at = 0; at < count; at++) messages += Number(entries[at]?.[1]);
    return messages;
  }

  #entry(messages: readonly OutgoingMessage[], from: number, to: number): Fields {
    const texts = this.#texts;
    const body = this.#body;
    texts.clear();
    body.clear();
    for (let at = from; at < to; at++) {
      const { topic, type, key, encoding, priority, payload } = messages[at] as OutgoingMessage;
      body.array(PACKED_WIDTH);
      body.natural(texts.placeOf(topic));
      body.natural(texts.placeOf(type));
      body.natural(texts.placeOf(key));
      body.natural(texts.placeOf(encoding));
      body.natural(priority);
      body.bytes(payload);
    }
    const first = (messages[from] as OutgoingMessage).sequence;
    return [
      "packed", String(to - from),
      "origin", this.#epoch + first + this.#tail,
      "payload", body.behind((head) => {
        head.array(to - from + 1);
        head.array(texts.list.length);
        for (const text of texts.list) head.text(text);
      }),
    ];
  }
}

/** Where the entry that begins at `from` ends: it is full, or the sequence numbers jump. */
function endOfEntry(messages: readonly OutgoingMessage[], from: number): number {
  const first = (messages[from] as OutgoingMessage).sequence;
  let bytes = 0;
  let to = from;
  for (; to < messages.length && to - from < MOST_PACKED; to++) {
    const { sequence, payload } = messages[to] as OutgoingMessage;
    bytes += payload.length;
    if (to > from && (bytes > ENTRY_BYTES || sequence !== first + to - from)) break;
  }
  return to;
}

/** Texts and their places. Topics, types and keys recur, mostly those of the last message. */
class TextTable {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.list.length;
      this.list.push(text);
      this.#places.set(text, place);
    }
    return place;
  }

  clear(): void {
    this.list.length = 0;
    this.#places.clear();
  }
}
