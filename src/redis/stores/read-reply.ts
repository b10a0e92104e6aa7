import { Buffer } from "node:buffer";
import { StoreError, type Fields, type StreamEntry } from "../../bus/store.ts";
import { parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import { priorityOf } from "../../bus/wire/origin.ts";
import { Memory, stands } from "./memory.ts";
import { ReceivedMessage } from "./received-message.ts";
import { RepeatedTexts } from "./repeated-texts.ts";
import { refusalOf } from "./store-failure.ts";

const [STAR, DOLLAR, COLON, MINUS, PLUS, CR, DASH, ZERO] = [42, 36, 58, 45, 43, 13, 45, 48];
/** The rest of the value has not come yet. */
const PART = Number.MIN_SAFE_INTEGER;
/** Digits below this many stay exact as a number. */
const SAFE_DIGITS = 15;
/** No number stands here, or one that is not written as a number is. */
const NOT_A_NUMBER = -1;
/** Words of an entry for which an array is made in one piece; beyond, it grows with what has come. */
const USUAL_WORDS = 64;

/** The names of the enhanced layout, as they go over the connection. */
const [TOPIC, TYPE, PAYLOAD, ENCODING, ORIGIN, KEY] = ["topic", "type", "payload", "encoding", "origin", "key"].map(
  (name) => new DataView(Uint8Array.from(Buffer.from(`$${name.length}\r\n${name}\r\n`)).buffer),
) as [DataView, DataView, DataView, DataView, DataView, DataView];
const ENHANCED_WORDS = 12;

/**
 * Reads the replies to XACK and XREADGROUP of one stream off a connection (RESP 2), straight into entries: no object is
 * made of anything that is not part of one, and of the enhanced layout messages are made instead of fields. Payloads
 * are views of the chunks in which the reply came.
 */
export class ReadReply {
  readonly #binaryFields: ReadonlySet<string>;
  readonly #texts = new RepeatedTexts();
  /** Bytes are where the enhanced layout has some, and nowhere else. */
  readonly #takesMessages: boolean;
  #memory = Memory.ofSize(0);
  #bytes = this.#memory.bytes;
  /** How far the reply has come, and how far it has been read. */
  #end = 0;
  #at = 0;
  /** Up to where more may be put behind what has come: memory of our own. */
  #capacity = 0;
  /** Replies of one line to pass over. */
  #lines = 0;
  #entries: StreamEntry[] | undefined;
  #left = 0;

  constructor(binaryFields: ReadonlySet<string>) {
    this.#binaryFields = binaryFields;
    this.#takesMessages =
      binaryFields.has("payload") &&
      !["topic", "type", "encoding", "origin", "key"].some((name) => binaryFields.has(name));
  }

  /** A reply with entries comes next, after so many of one line. Nothing must be left of the one before. */
  expect(lines: number): void {
    this.#at = this.#end;
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

  /** A chunk is read where it is, unless part of an entry is left of the one before. */
  #append(chunk: Uint8Array): void {
    const left = this.#end - this.#at;
    if (left === 0) {
      this.#use(new Memory(chunk.buffer), chunk.byteOffset, chunk.byteOffset + chunk.length);
      return;
    }
    if (this.#end + chunk.length > this.#capacity) {
      const needed = left + chunk.length;
      // Of an entry larger than a chunk, more is to come.
      const memory = Memory.ofSize(left > chunk.length ? 2 * needed : needed);
      memory.bytes.set(this.#bytes.subarray(this.#at, this.#end));
      this.#use(memory, 0, left);
      this.#capacity = memory.size;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #use(memory: Memory, from: number, to: number): void {
    this.#memory = memory;
    this.#bytes = memory.bytes;
    this.#at = from;
    this.#end = to;
    this.#capacity = 0;
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
        const entry = words === PART ? undefined : this.#entryOf(this.#id(id, id + length), words);
        if (entry !== undefined) {
          into.push(entry);
          return true;
        }
      }
    }
    this.#at = start;
    return false;
  }

  /** Undefined when it is not all there. */
  #entryOf({ ms, seq }: EntryId, words: number): StreamEntry | undefined {
    if (words === ENHANCED_WORDS && this.#takesMessages) {
      const start = this.#at;
      const message = this.#message(ms, seq);
      if (message !== undefined) return message;
      this.#at = start;
    }
    const fields = this.#fields(words);
    return fields === undefined ? undefined : { ms, seq, fields };
  }

  /** Of the enhanced layout as the bus writes it; undefined when it is another one, or not all there. */
  #message(ms: EntryId["ms"], seq: EntryId["seq"]): ReceivedMessage | undefined {
    const topic = this.#passes(TOPIC) ? this.#text(1) : undefined;
    const type = topic !== undefined && this.#passes(TYPE) ? this.#text(3) : undefined;
    const payload = type !== undefined && this.#passes(PAYLOAD) ? this.#binary() : undefined;
    const encoding = payload !== undefined && this.#passes(ENCODING) ? this.#text(7) : undefined;
    if (
      topic === undefined ||
      type === undefined ||
      payload === undefined ||
      encoding === undefined ||
      !this.#passes(ORIGIN)
    )
      return undefined;
    const length = this.#number(DOLLAR);
    if (length === PART || !this.#has(length)) return undefined;
    const end = this.#at + length;
    const epoch = this.#natural(end);
    const sequence = epoch === NOT_A_NUMBER ? NOT_A_NUMBER : this.#natural(end);
    const priority = sequence === NOT_A_NUMBER ? undefined : priorityOf(this.#natural(end));
    if (priority === undefined) return undefined;
    const producer = this.#texts.at(9, this.#memory, this.#at, end - this.#at);
    this.#at = end + 2;
    const key = this.#passes(KEY) ? this.#text(11) : undefined;
    return key === undefined ? undefined
      : new ReceivedMessage(ms, seq, topic, type, payload, encoding, epoch, sequence, priority, producer, key);
  }

  /** Whether these bytes come next, and past them. */
  #passes(word: DataView): boolean {
    const at = this.#at;
    if (at + word.byteLength > this.#end || !stands(word, this.#memory, at)) return false;
    this.#at = at + word.byteLength;
    return true;
  }

  #text(place: number): string | undefined {
    const length = this.#number(DOLLAR);
    if (length === PART || !this.#has(length)) return undefined;
    const from = this.#at;
    this.#at = from + length + 2;
    return this.#texts.at(place, this.#memory, from, length);
  }

  #binary(): Uint8Array | undefined {
    const length = this.#number(DOLLAR);
    if (length === PART || !this.#has(length)) return undefined;
    const from = this.#at;
    this.#at = from + length + 2;
    return new Uint8Array(this.#memory.buffer, from, length);
  }

  /** The digits before a dash, and past it. */
  #natural(end: number): number {
    const from = this.#at;
    let to = from;
    while (to < end && this.#bytes[to] !== DASH) to++;
    const length = to - from;
    if (length === 0 || length > SAFE_DIGITS || to === end || (this.#bytes[from] === ZERO && length > 1))
      return NOT_A_NUMBER;
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = (this.#bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return NOT_A_NUMBER;
      value = value * 10 + digit;
    }
    this.#at = to + 1;
    return value;
  }

  #fields(words: number): Fields | undefined {
    const fields = new Array<string | Uint8Array>(Math.min(Math.max(words, 0), USUAL_WORDS));
    let isBinary = false;
    for (let place = 0; place < words; place++) {
      const length = this.#number(DOLLAR);
      if (length === PART || !this.#has(length)) return undefined;
      const from = this.#at;
      this.#at = from + length + 2;
      if (isBinary) {
        fields[place] = new Uint8Array(this.#memory.buffer, from, length);
        isBinary = false;
        continue;
      }
      const text = this.#texts.at(place, this.#memory, from, length);
      fields[place] = text;
      isBinary = (place & 1) === 0 && this.#binaryFields.has(text);
    }
    return fields;
  }

  #id(from: number, to: number): EntryId {
    const bytes = this.#bytes;
    let dash = from;
    while (dash < to && bytes[dash] !== DASH) dash++;
    if (dash - from > SAFE_DIGITS || to - dash > SAFE_DIGITS) return parseEntryId(bytes.toString("latin1", from, to));
    return { ms: digits(bytes, from, dash), seq: digits(bytes, dash + 1, to) };
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
