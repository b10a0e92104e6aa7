import { Buffer } from "node:buffer";

const INITIAL_BYTES = 64 * 1_024;
/** Room for any head of a value. */
const HEAD = 9;
/** Code units. */
const SHORT = 64;

/**
 * Writes MessagePack into memory that is used again: arrays, texts, bytes and natural numbers, each in its shortest
 * form. By hand, because msgpackr builds from objects, and a batch would have to be made into thousands of them first.
 */
export class MessagePackWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #at = 0;

  clear(): void {
    this.#at = 0;
  }

  array(length: number): void {
    this.#room(HEAD);
    if (length < 16) this.#bytes[this.#at++] = 0x90 | length;
    else if (length < 0x1_0000) this.#head(0xdc, 2, length);
    else this.#head(0xdd, 4, length);
  }

  /** From 0 to 2^32 - 1. */
  natural(value: number): void {
    this.#room(HEAD);
    if (value < 0x80) this.#bytes[this.#at++] = value;
    else if (value < 0x100) this.#head(0xcc, 1, value);
    else if (value < 0x1_0000) this.#head(0xcd, 2, value);
    else this.#head(0xce, 4, value);
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    this.#room(HEAD + length);
    if (length < 0x100) this.#head(0xc4, 1, length);
    else if (length < 0x1_0000) this.#head(0xc5, 2, length);
    else this.#head(0xc6, 4, length);
    this.#bytes.set(value, this.#at);
    this.#at += length;
  }

  /** As UTF-8; a lone surrogate becomes U+FFFD. */
  text(value: string): void {
    if (value.length <= SHORT && this.#ascii(value)) return;
    const length = Buffer.byteLength(value);
    this.#textHead(length);
    this.#at += this.#bytes.write(value, this.#at, length, "utf8");
  }

  /**
   * Short ASCII, byte by byte: a call into the runtime takes longer. False, and nothing is written, if it is not ASCII.
   */
  #ascii(value: string): boolean {
    const before = this.#at;
    this.#textHead(value.length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) {
        this.#at = before;
        return false;
      }
      bytes[at++] = unit;
    }
    this.#at = at;
    return true;
  }

  /** Bytes under the head of a text: for readers from before MessagePack had bytes. */
  bytesAsText(value: Uint8Array): void {
    this.#textHead(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** A copy of what was written. */
  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  /** A copy of what was written, behind what `write` writes now. Nothing stays written. */
  behind(write: (writer: this) => void): Buffer {
    const middle = this.#at;
    write(this);
    const whole = Buffer.allocUnsafe(this.#at);
    this.#bytes.copy(whole, this.#at - middle, 0, middle);
    this.#bytes.copy(whole, 0, middle, this.#at);
    this.#at = 0;
    return whole;
  }

  #textHead(length: number): void {
    this.#room(HEAD + length);
    if (length < 32) this.#bytes[this.#at++] = 0xa0 | length;
    else if (length < 0x100) this.#head(0xd9, 1, length);
    else if (length < 0x1_0000) this.#head(0xda, 2, length);
    else this.#head(0xdb, 4, length);
  }

  #head(token: number, width: 1 | 2 | 4, value: number): void {
    const bytes = this.#bytes;
    bytes[this.#at++] = token;
    if (width === 4) {
      bytes[this.#at++] = value >>> 24;
      bytes[this.#at++] = value >>> 16;
    }
    if (width >= 2) bytes[this.#at++] = value >>> 8;
    bytes[this.#at++] = value;
  }

  #room(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
