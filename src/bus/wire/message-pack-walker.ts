import { Buffer } from "node:buffer";

/**
 * Reads MessagePack that somebody else wrote, one expected value at a time: arrays, texts, bytes and natural numbers.
 * It takes no memory for a length before the bytes are there and builds no objects, so neither a huge length, nor deep
 * nesting, nor a map, nor an extension can do harm.
 */
export class MessagePackWalker {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The number of elements of the array that begins here. @throws {RangeError} something else does. */
  array(): number {
    const token = this.#unsigned(1);
    if (token >= 0x90 && token <= 0x9f) return token - 0x90;
    if (token === 0xdc) return this.#unsigned(2);
    if (token === 0xdd) return this.#unsigned(4);
    return this.#unexpected(token, "an array");
  }

  /** @throws {RangeError} no natural number below 2^32 stands here. */
  natural(): number {
    const token = this.#unsigned(1);
    if (token < 0x80) return token;
    if (token === 0xcc) return this.#unsigned(1);
    if (token === 0xcd) return this.#unsigned(2);
    if (token === 0xce) return this.#unsigned(4);
    return this.#unexpected(token, "a natural number");
  }

  /** A view of the bytes. @throws {RangeError} no bytes stand here. */
  bytes(): Uint8Array {
    const token = this.#unsigned(1);
    if (token === 0xc4) return this.#take(this.#unsigned(1));
    if (token === 0xc5) return this.#take(this.#unsigned(2));
    if (token === 0xc6) return this.#take(this.#unsigned(4));
    return this.#unexpected(token, "bytes");
  }

  /**
   * Bytes that are not UTF-8 become U+FFFD. @throws {RangeError} no text stands here, or one of more than `limit`
   * bytes.
   */
  text(limit: number): string {
    const length = this.#textLength();
    if (length > limit) throw new RangeError(`a text of ${length} bytes, the limit is ${limit}`);
    const { buffer, byteOffset } = this.#take(length);
    return Buffer.from(buffer, byteOffset, length).toString("utf8");
  }

  #textLength(): number {
    const token = this.#unsigned(1);
    if (token >= 0xa0 && token <= 0xbf) return token - 0xa0;
    if (token === 0xd9) return this.#unsigned(1);
    if (token === 0xda) return this.#unsigned(2);
    if (token === 0xdb) return this.#unsigned(4);
    return this.#unexpected(token, "a text");
  }

  #unsigned(width: 1 | 2 | 4): number {
    const bytes = this.#bytes;
    if (this.#at + width > bytes.length) throw new RangeError("the end, before the value is complete");
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + (bytes[this.#at++] as number);
    return value;
  }

  #take(length: number): Uint8Array {
    const start = this.#at;
    const left = this.#bytes.length - start;
    if (length > left) throw new RangeError(`${left} bytes of ${length}`);
    this.#at = start + length;
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, length); // half the time of subarray
  }

  #unexpected(token: number, expected: string): never {
    throw new RangeError(`the MessagePack type 0x${token.toString(16)} where ${expected} is expected`);
  }
}
