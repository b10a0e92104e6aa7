import { Buffer } from "node:buffer";

/** A stream entry with every byte as the server gave it: names and values alternate. */
export interface CapturedEntry {
  /** `<ms>-<seq>`. */
  readonly id: string;
  readonly fields: readonly Uint8Array[];
}

const CR = 0x0d;
const LF = 0x0a;
/** More digits are no length of anything that fits in a frame. */
const MOST_DIGITS = 9;
const ENTRY_ID = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,19})$/;

/** The entry as a server gives it in RESP 2: an array of its id and an array of its names and values, bulk strings all. */
export function encodeEntryFrame({ id, fields }: CapturedEntry): Uint8Array {
  const heads = [`*2\r\n$${id.length}\r\n${id}\r\n*${fields.length}\r\n`, ...fields.map(({ length }) => `$${length}\r\n`)];
  const length = fields.reduce((sum, field) => sum + field.length + 2, heads.reduce((sum, head) => sum + head.length, 0));
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
  const reader = new FrameReader(frame);
  if (reader.head(0x2a) !== 2) throw new RangeError("not an array of an id and fields");
  const id = Buffer.from(reader.bulk()).toString("latin1");
  if (!ENTRY_ID.test(id)) throw new RangeError(`"${id.slice(0, 48)}" is no entry's id`);
  const count = reader.head(0x2a);
  if (count % 2 !== 0) throw new RangeError(`${count} names and values`);
  const fields: Uint8Array[] = [];
  while (fields.length < count) fields.push(reader.bulk());
  if (!reader.isAtEnd) throw new RangeError("bytes after the entry");
  return { id, fields };
}

class FrameReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The number in a line that starts with `type`. */
  head(type: number): number {
    if (this.#bytes[this.#at++] !== type) throw new RangeError(`no "${String.fromCharCode(type)}" at byte ${this.#at - 1}`);
    const start = this.#at;
    let value = 0;
    for (let digit = this.#digit(); digit !== undefined; digit = this.#digit()) value = value * 10 + digit;
    if (this.#at === start || this.#at - start > MOST_DIGITS) throw new RangeError(`no length at byte ${start}`);
    this.#lineEnd();
    return value;
  }

  bulk(): Uint8Array {
    const length = this.head(0x24);
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new RangeError(`${length} bytes at byte ${start}, where the frame ends before`);
    this.#at += length;
    this.#lineEnd();
    return this.#bytes.subarray(start, start + length);
  }

  #digit(): number | undefined {
    const digit = (this.#bytes[this.#at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return undefined;
    this.#at++;
    return digit;
  }

  #lineEnd(): void {
    if (this.#bytes[this.#at] !== CR || this.#bytes[this.#at + 1] !== LF) throw new RangeError(`no line end at byte ${this.#at}`);
    this.#at += 2;
  }
}
