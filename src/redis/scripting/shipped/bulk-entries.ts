import type { Bytes } from "../../server/bytes.ts";

/**
 * The entries of a bulk: a MessagePack array of arrays of texts, each of an even number of at least two. Undefined when
 * it is anything else.
 */
export function readBulk(bulk: Bytes): readonly (readonly Bytes[])[] | undefined {
  const reader = new TextReader(bulk);
  const count = reader.array();
  const entries: (readonly Bytes[])[] = [];
  while (entries.length < count) {
    const words = reader.array();
    if (words < 2 || words % 2 !== 0) return undefined;
    const entry: Bytes[] = [];
    while (entry.length < words) {
      const text = reader.text();
      if (text === undefined) return undefined;
      entry.push(text);
    }
    entries.push(entry);
  }
  return count < 0 || !reader.isAtEnd ? undefined : entries;
}

const NONE = -1;

class TextReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** How many elements the array has that begins here; -1 when none does. */
  array(): number {
    const head = this.#unsigned(1);
    if (head >= 0x90 && head <= 0x9f) return head - 0x90;
    return head === 0xdc ? this.#unsigned(2) : head === 0xdd ? this.#unsigned(4) : NONE;
  }

  text(): Bytes | undefined {
    const length = this.#textLength();
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) return undefined;
    const text = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  #textLength(): number {
    const head = this.#unsigned(1);
    if (head >= 0xa0 && head <= 0xbf) return head - 0xa0;
    return head === 0xd9
      ? this.#unsigned(1)
      : head === 0xda
        ? this.#unsigned(2)
        : head === 0xdb
          ? this.#unsigned(4)
          : NONE;
  }

  #unsigned(width: 1 | 2 | 4): number {
    if (this.#at + width > this.#bytes.length) return NONE;
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + this.#bytes.charCodeAt(this.#at++);
    return value;
  }
}
