import { Buffer } from "node:buffer";
import { formatIso, parseIso } from "./iso-time.ts";

/** How timestamps stand in JSON: as the Rust bus writes them, as the Python bus does by default, or for people. */
export type TimestampStyle = "integer" | "string" | "iso8601";

export interface JsonOptions {
  /** Default `string`. */
  readonly timestamps?: TimestampStyle;
}

/** NautilusTrader's names of what counts nanoseconds from 1970. */
const isTimestamp = (key: string): boolean => key.startsWith("ts_") || key === "expire_time_ns";

// In JSON a quotation mark inside a string is escaped, so these can only be keys with their values.
const INTEGERS = /("(?:ts_\w*|expire_time_ns)"\s*:\s*)(-?\d+)(?=\s*[,}])/g;
const QUOTED = /("(?:ts_\w*|expire_time_ns)":)"(-?\d{1,19})"/g;
const DECIMAL = /^-?\d{1,19}$/;

/**
 * JSON by NautilusTrader's conventions. Here timestamps are bigints; there they are what `timestamps` says, and any is
 * read.
 */
export class JsonPayloads {
  readonly #style: TimestampStyle;

  constructor({ timestamps = "string" }: JsonOptions = {}) {
    this.#style = timestamps;
  }

  /** @throws {TypeError} a bigint that is no timestamp, or a cycle. */
  encode(value: unknown): Uint8Array {
    const text = JSON.stringify(value, (key, item: unknown) => (isTimestamp(key) ? this.#written(item) : item)) as
      string | undefined;
    if (text === undefined) throw new TypeError("nothing that JSON can say");
    return Buffer.from(this.#style === "integer" ? text.replace(QUOTED, "$1$2") : text);
  }

  /** @throws {SyntaxError} not JSON. */
  decode(bytes: Uint8Array): unknown {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
    // As a number a timestamp of today would lose its last digits.
    return JSON.parse(text.replace(INTEGERS, `$1"$2"`), (key, item: unknown) => (isTimestamp(key) ? read(item) : item));
  }

  #written(item: unknown): unknown {
    if (typeof item !== "bigint") return item;
    return this.#style === "iso8601" ? formatIso(item) : String(item);
  }
}

/** Digits and ISO 8601 as nanoseconds; anything else as it is. */
function read(item: unknown): unknown {
  if (typeof item !== "string") return item;
  return DECIMAL.test(item) ? BigInt(item) : parseIso(item) ?? item;
}
