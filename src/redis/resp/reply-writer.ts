import type { Bytes } from "../server/bytes.ts";
import type { Compat } from "../server/compat.ts";
import { formatDouble } from "../server/numbers.ts";
import {
  BooleanReply, CutArray, DoubleReply, MapReply, NullArray, OK, PushReply, ReplyError, SetReply, Status, type Reply,
  type VerbatimReply,
} from "../server/reply.ts";

const [PLUS, MINUS, COLON, DOLLAR, STAR] = [43, 45, 58, 36, 42] as const;
const [COMMA, HASH, PERCENT, TILDE, EQUALS, GREATER] = [44, 35, 37, 126, 61, 62] as const;
const [RETURN, LINE_FEED, ZERO, LETTER_O, LETTER_K] = [13, 10, 48, 79, 75] as const;
const SPACE = 32;
const NOTHING = Buffer.alloc(0);
const FIRST_SIZE = 4_096;
/** Room for a sign, a number of 20 digits and line ends. */
const HEADER = 32;
/** Up to here a string is copied faster by hand than by a call out of the engine. */
const SHORT = 32;

type Special = DoubleReply | BooleanReply | MapReply | SetReply | VerbatimReply | PushReply | CutArray;

/** Writes replies one after the other into one buffer, which is made when it is first needed. */
export class ReplyWriter {
  readonly #compat: Compat;
  #bytes: Buffer = NOTHING;
  #size = 0;

  constructor(compat: Compat) {
    this.#compat = compat;
  }

  /** Bytes written and not yet cleared. */
  get size(): number {
    return this.#size;
  }

  /** What was written: a view, valid until `clear`. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Starts anew; in another buffer if somebody `kept` the view. Room for much is not kept. */
  clear(kept: boolean): void {
    this.#size = 0;
    if (!kept && this.#bytes.length <= 16 * FIRST_SIZE) return;
    this.#bytes = NOTHING;
  }

  write(reply: Reply, protocol: 2 | 3): void {
    if (typeof reply === "string") return this.#bulk(reply);
    if (typeof reply === "number" || typeof reply === "bigint") return this.#integer(reply);
    if (reply === null) return this.#text(protocol === 2 ? "$-1\r\n" : "_\r\n");
    if (reply === OK) return this.#ok();
    if (reply instanceof Status) return this.#line(PLUS, reply.text);
    if (Array.isArray(reply)) return this.#items(STAR, reply.length, reply as readonly Reply[], protocol);
    if (reply instanceof ReplyError) return this.#line(MINUS, reply.message);
    if (reply instanceof NullArray) return this.#text(protocol === 2 ? "*-1\r\n" : "_\r\n");
    this.#special(reply as Special, protocol);
  }

  #special(reply: Special, protocol: 2 | 3): void {
    const { length } = "items" in reply ? reply.items : [];
    if (reply instanceof PushReply) this.#items(protocol === 2 ? STAR : GREATER, length, reply.items, protocol);
    else if (reply instanceof CutArray) this.#items(STAR, reply.announced, reply.items, protocol);
    else if (reply instanceof SetReply) this.#items(protocol === 2 ? STAR : TILDE, length, reply.items, protocol);
    else if (reply instanceof MapReply) {
      this.#items(protocol === 2 ? STAR : PERCENT, protocol === 2 ? length : length / 2, reply.items, protocol);
    } else if (reply instanceof DoubleReply) {
      const text = Number.isNaN(reply.value) ? "nan" : formatDouble(reply.value, this.#compat);
      if (protocol === 2) this.#bulk(text);
      else this.#line(COMMA, text);
    } else if (reply instanceof BooleanReply) {
      if (protocol === 2) this.#integer(reply.value ? 1 : 0);
      else this.#line(HASH, reply.value ? "t" : "f");
    } else if (protocol === 2) {
      this.#bulk(reply.text);
    } else {
      this.#header(EQUALS, reply.text.length + 4);
      this.#text(`${reply.format}:`);
      this.#text(reply.text);
      this.#lineEnd();
    }
  }

  #ok(): void {
    this.#reserve(HEADER);
    const bytes = this.#bytes;
    const at = this.#size;
    bytes[at] = PLUS;
    bytes[at + 1] = LETTER_O;
    bytes[at + 2] = LETTER_K;
    this.#size = at + 3;
    this.#lineEnd();
  }

  #items(type: number, count: number, items: readonly Reply[], protocol: 2 | 3): void {
    this.#header(type, count);
    for (const item of items) this.write(item, protocol);
  }

  #bulk(text: Bytes): void {
    const { length } = text;
    this.#reserve(length + 2 * HEADER);
    this.#header(DOLLAR, length);
    this.#text(text);
    this.#lineEnd();
  }

  #integer(value: number | bigint): void {
    if (typeof value === "number" && value >= 0 && value < 1e9) return this.#header(COLON, value);
    this.#line(COLON, String(value));
  }

  /** What would end the line early becomes a space, as a server writes it. */
  #line(type: number, text: Bytes): void {
    this.#reserve(text.length + HEADER);
    this.#bytes[this.#size++] = type;
    const from = this.#size;
    this.#text(text);
    const bytes = this.#bytes;
    for (let i = from; i < this.#size; i++) if (bytes[i] === RETURN || bytes[i] === LINE_FEED) bytes[i] = SPACE;
    this.#lineEnd();
  }

  /** The type, a whole number from 0 to below 2^31, and the end of the line. */
  #header(type: number, value: number): void {
    this.#reserve(HEADER);
    const bytes = this.#bytes;
    bytes[this.#size++] = type;
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits++;
    let at = this.#size + digits;
    this.#size = at;
    let rest = value;
    do {
      const tenth = (rest / 10) | 0;
      bytes[--at] = ZERO + rest - tenth * 10;
      rest = tenth;
    } while (rest > 0);
    this.#lineEnd();
  }

  #text(text: Bytes): void {
    const { length } = text;
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    const at = this.#size;
    if (length > SHORT) bytes.write(text, at, length, "latin1");
    else for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#size = at + length;
  }

  #lineEnd(): void {
    this.#reserve(2);
    this.#bytes[this.#size++] = RETURN;
    this.#bytes[this.#size++] = LINE_FEED;
  }

  #reserve(length: number): void {
    const needed = this.#size + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_SIZE, this.#bytes.length * 2, needed));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
