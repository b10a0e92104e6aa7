import { Buffer } from "node:buffer";
import { StoreError, type Fields, type StreamEntry } from "../../bus/store.ts";
import { parseEntryId } from "../../bus/entry-id.ts";
import { RepeatedTexts } from "./repeated-texts.ts";
import { refusalOf } from "./store-failure.ts";

const [STAR, DOLLAR, COLON, MINUS, PLUS, CR, DASH, ZERO] = [42, 36, 58, 45, 43, 13, 45, 48];
const FIRST_BYTES = 256 * 1_024;
/** The rest of the value has not come yet. */
const PART = Number.MIN_SAFE_INTEGER;
/** Digits below this many stay exact as a number. */
const SAFE_DIGITS = 15;

/**
 * Reads the replies to XACK and XREADGROUP of one stream off a connection (RESP 2), straight into entries: no object is
 * made of anything that is not part of one. Payloads are views of the memory that the reply came into, which is not
 * used again.
 */
export class ReadReply {
  readonly #binaryFields: ReadonlySet<string>;
  readonly #texts = new RepeatedTexts();
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = 0;
  #at = 0;
  /** Replies of one line to pass over. */
  #lines = 0;
  #entries: StreamEntry[] | undefined;
  #left = 0;
  #largest = FIRST_BYTES;

  constructor(binaryFields: ReadonlySet<string>) {
    this.#binaryFields = binaryFields;
  }

  /** A reply with entries comes next, after so many of one line. Nothing must be left of the one before. */
  expect(lines: number): void {
    this.#bytes = Buffer.allocUnsafe(this.#largest);
    this.#end = 0;
    this.#at = 0;
    this.#lines = lines;
    this.#entries = undefined;
    this.#left = 0;
  }

  /** The entries, once the reply is complete. @throws {StoreError} it is an error, or no such reply. */
  push(chunk: Uint8Array): readonly StreamEntry[] | undefined {
    this.#append(chunk);
    for (; this.#lines > 0; this.#lines--) if (this.#line() === undefined) return undefined;
    if (this.#entries === undefined) {
      const count = this.#head();
      if (count === PART) return undefined;
      this.#entries = [];
      this.#left = count;
    }
    for (; this.#left > 0; this.#left--) if (!this.#entry(this.#entries)) return undefined;
    if (this.#at !== this.#end) throw new StoreError("unknown", "the server says more than it was asked");
    return this.#entries;
  }

  #append(chunk: Uint8Array): void {
    const end = this.#end + chunk.length;
    if (end > this.#bytes.length) {
      this.#largest = 2 * Math.max(end, this.#bytes.length);
      const larger = Buffer.allocUnsafe(this.#largest);
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end = end;
  }

  /** Passes `*1 *2 $<stream> *<count>` or a null; the number of entries. */
  #head(): number {
    const start = this.#at;
    const streams = this.#number(STAR);
    if (streams === -1) return 0;
    if (streams !== PART && this.#number(STAR) !== PART && this.#skipBulk()) {
      const count = this.#number(STAR);
      if (count !== PART) return count;
    }
    this.#at = start;
    return PART;
  }

  /** Reads one entry; false, and the position stays, when it is not all there. */
  #entry(into: StreamEntry[]): boolean {
    const start = this.#at;
    if (this.#number(STAR) !== PART) {
      const length = this.#number(DOLLAR);
      if (length !== PART && this.#has(length)) {
        const id = this.#at;
        this.#at = id + length + 2;
        const words = this.#number(STAR);
        if (words === -1) return true;
        const fields = words === PART ? undefined : this.#fields(words);
        if (fields !== undefined) {
          into.push(this.#withId(id, id + length, fields));
          return true;
        }
      }
    }
    this.#at = start;
    return false;
  }

  #fields(words: number): Fields | undefined {
    const fields: (string | Uint8Array)[] = [];
    let isBinary = false;
    for (let place = 0; place < words; place++) {
      const length = this.#number(DOLLAR);
      if (length === PART || !this.#has(length)) return undefined;
      const from = this.#at;
      this.#at = from + length + 2;
      if (isBinary) {
        fields.push(new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + from, length));
        isBinary = false;
        continue;
      }
      const text = this.#texts.at(place, this.#bytes, from, length);
      fields.push(text);
      isBinary = (place & 1) === 0 && this.#binaryFields.has(text);
    }
    return fields;
  }

  #withId(from: number, to: number, fields: Fields): StreamEntry {
    const bytes = this.#bytes;
    let dash = from;
    while (dash < to && bytes[dash] !== DASH) dash++;
    if (dash - from > SAFE_DIGITS || to - dash > SAFE_DIGITS) {
      const { ms, seq } = parseEntryId(bytes.toString("latin1", from, to));
      return { ms, seq, fields };
    }
    return { ms: digits(bytes, from, dash), seq: digits(bytes, dash + 1, to), fields };
  }

  #has(length: number): boolean {
    return this.#at + length + 2 <= this.#end;
  }

  #skipBulk(): boolean {
    const length = this.#number(DOLLAR);
    if (length === PART || !this.#has(length)) return false;
    this.#at += length + 2;
    return true;
  }

  /** The number after a type byte, and past the line's end. @throws {StoreError} another type stands here. */
  #number(type: number | undefined): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    if (at >= end) return PART;
    if (bytes[at] !== type) return this.#unexpected();
    let value = 0;
    const isNegative = bytes[++at] === MINUS;
    if (isNegative) at++;
    for (; at < end && bytes[at] !== CR; at++) value = value * 10 + (bytes[at] as number) - (ZERO);
    if (at + 2 > end) return PART;
    this.#at = at + 2;
    return isNegative ? -value : value;
  }

  /** A line of its own, with an error thrown; undefined when its end has not come. */
  #line(): string | undefined {
    const to = this.#bytes.indexOf("\r\n", this.#at, "latin1");
    if (to < 0 || to + 2 > this.#end) return undefined;
    const line = this.#bytes.toString("utf8", this.#at, to);
    this.#at = to + 2;
    const type = line.charCodeAt(0);
    if (type === MINUS) throw refusalOf(line.slice(1));
    if (type !== COLON && type !== PLUS) throw new StoreError("unknown", `not a reply: ${line.slice(0, 80)}`);
    return line;
  }

  #unexpected(): number {
    if (this.#line() === undefined) return PART;
    throw new StoreError("unknown", "a reply without entries");
  }
}

function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - (ZERO);
  return value;
}
