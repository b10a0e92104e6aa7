import { Buffer } from "node:buffer";

/** A stream entry with every byte as the server gave it: names and values alternate. */
export interface CapturedEntry {
  /** `<ms>-<seq>`. */
  readonly id: string;
  readonly fields: readonly Uint8Array[];
}

const ARRAY = 0x2a;
const BULK = 0x24;
const CR = 0x0d;
const LF = 0x0a;
/** More digits are no length of anything that fits in a frame. */
const MOST_DIGITS = 9;
const ENTRY_ID = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,19})$/;

/**
 * The entry as a server gives it in RESP 2: an array of its id and an array of its names and values, bulk strings all.
 */
export function encodeEntryFrame({ id, fields }: CapturedEntry): Uint8Array {
  const heads = [
    `*2\r\n$${id.length}\r\n${id}\r\n*${fields.length}\r\n`,
    ...fields.map(({ length }) => `$${length}\r\n`),
  ];
  const length = fields.reduce(
    (sum, field) => sum + field.length + 2, heads.reduce((sum, head) => sum + head.length, 0),
  );
  const frame = Buffer.allocUnsafe(length);
  let at = frame.write(heads[0] as string, 0, "latin1");
  fields.forEach((field, index) => {
    at += frame.write(heads[index + 1] as string, at, "latin1");
    frame.set(field, at);
    at += field.length;
    frame[at++] = CR;
    frame[at++] = LF;
  });
  return frame;
}

/**
 * The entry in a frame; its fields are views of the frame.
 *
 * @throws {RangeError} the frame is not what `encodeEntryFrame` makes.
 */
export function decodeEntryFrame(frame: Uint8Array): CapturedEntry {
  const cursor = new EntryFrameCursor(frame);
  const id = cursor.id();
  const fields: Uint8Array[] = [];
  for (let left = cursor.fieldCount(); left > 0; left--) {
    cursor.next();
    fields.push(frame.subarray(cursor.from, cursor.to));
  }
  cursor.end();
  return { id, fields };
}

/** Walks a frame without making anything of it: id, number of fields, each field, end. All throw RangeErrors. */
export class EntryFrameCursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The field is `bytes[from, to)`. */
  from = 0;
  to = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  id(): string {
    if (this.#head(ARRAY) !== 2) throw new RangeError("not an array of an id and fields");
    this.next();
    let id = "";
    for (let at = this.from; at < this.to; at++) id += String.fromCharCode(this.#bytes[at] as number);
    if (!ENTRY_ID.test(id)) throw new RangeError(`"${id.slice(0, 48)}" is no entry's id`);
    return id;
  }

  /** Names and values: an even number. */
  fieldCount(): number {
    const count = this.#head(ARRAY);
    if (count % 2 !== 0) throw new RangeError(`${count} names and values`);
    return count;
  }

  /** The next name or value. */
  next(): void {
    const length = this.#head(BULK);
    this.from = this.#at;
    if (length > this.#bytes.length - this.#at)
      throw new RangeError(`${length} bytes at byte ${this.#at}, where the frame ends before`);
    this.to = this.#at += length;
    this.#lineEnd();
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError("bytes after the entry");
  }

  /** The number in a line that starts with `type`. */
  #head(type: number): number {
    const bytes = this.#bytes;
    if (bytes[this.#at++] !== type) throw new RangeError(`no "${String.fromCharCode(type)}" at byte ${this.#at - 1}`);
    const start = this.#at;
    let value = 0;
    let at = start;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - 48)
      value = value * 10 + digit;
    if (at === start || at - start > MOST_DIGITS) throw new RangeError(`no length at byte ${start}`);
    this.#at = at;
    this.#lineEnd();
    return value;
  }

  #lineEnd(): void {
    if (this.#bytes[this.#at] !== CR || this.#bytes[this.#at + 1] !== LF)
      throw new RangeError(`no line end at byte ${this.#at}`);
    this.#at += 2;
  }
}
