import { allocated } from "../eviction/key-size.ts";
import type { Bytes } from "../server/bytes.ts";
import { parseInteger } from "../server/int64.ts";
import type { Value } from "../server/value.ts";

const OBJECT_BYTES = 16;
/** Header of a short string and the zero byte after it. */
const SHORT_BYTES = 4;
const LONG_BYTES = 10;
/** Longer strings are not kept in one piece with their object. */
const EMBEDDED = 44;

/** `encoded`: integers are stored as such. `plain`: as text, as INCRBYFLOAT leaves them. `edited`: changed in place. */
export type StringForm = "encoded" | "plain" | "edited";

/**
 * A string. It is kept as text, or as an array once commands edit it in place, so that neither appending nor setting
 * bits costs time in proportion to its length. Whichever is asked for is made when it is not there.
 */
export class StringValue implements Value {
  readonly type = "string";
  accessedAt = 0;
  #text: Bytes | undefined;
  #array: Buffer | undefined;
  /** Of the text, in the array that may be longer; what lies behind it is zeros. */
  #length: number;
  #form: StringForm;

  constructor(text: Bytes, form: StringForm = "encoded") {
    this.#text = text;
    this.#length = text.length;
    this.#form = form;
  }

  get length(): number {
    return this.#length;
  }

  get text(): Bytes {
    return (this.#text ??= this.#read(0, this.#length));
  }

  /** The bytes, not to be changed, until the next change. */
  get array(): Buffer {
    return (this.#array ??= Buffer.from(this.text, "latin1")).subarray(0, this.#length);
  }

  get encoding(): "int" | "embstr" | "raw" {
    if (this.#form === "edited") return "raw";
    if (this.#form === "encoded" && this.#length <= 20 && parseInteger(this.text) !== undefined) return "int";
    return this.#length <= EMBEDDED ? "embstr" : "raw";
  }

  get bytes(): number {
    const { encoding } = this;
    if (encoding === "int") return OBJECT_BYTES;
    if (encoding === "embstr") return allocated(OBJECT_BYTES + SHORT_BYTES + this.#length);
    return OBJECT_BYTES + allocated(LONG_BYTES + this.#length);
  }

  slice(start: number, end: number): Bytes {
    return this.#text === undefined ? this.#read(start, end) : this.#text.slice(start, end);
  }

  append(text: Bytes): void {
    if (this.#text === undefined) {
      this.edit(this.#length + text.length).write(text, this.#length - text.length, "latin1");
      return;
    }
    this.#text += text;
    this.#array = undefined;
    this.#length += text.length;
    this.#form = "edited";
  }

  /** The bytes to be changed in place, at least `length` of them; new ones are zeros. Ask again for each command. */
  edit(length: number): Buffer {
    let array = this.#array ?? Buffer.from(this.text, "latin1");
    if (length > array.length) {
      const grown = Buffer.alloc(Math.max(length, array.length * 2));
      array.copy(grown, 0, 0, this.#length);
      array = grown;
    }
    this.#array = array;
    this.#length = Math.max(this.#length, length);
    this.#text = undefined;
    this.#form = "edited";
    return array.subarray(0, this.#length);
  }

  clone(): StringValue {
    return new StringValue(this.text, this.#form);
  }

  #read(start: number, end: number): Bytes {
    return (this.#array as Buffer).toString("latin1", start, end);
  }
}
