import type { Line } from "../bytes/line-reader.ts";
import { badRecord } from "./bad-record.ts";
import { startsWith } from "./wire-text.ts";

const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** What kind of value a field has; `nested` and `literal` are skipped, not understood. */
export type FieldKind = "string" | "number" | "nested" | "literal";

/** A field's value: for a string the bytes between the quotes, still escaped. */
export interface FieldSpan {
  present: boolean;
  kind: FieldKind;
  start: number;
  end: number;
}

/**
 * Takes apart a line that is one flat JSON object of known fields, without decoding it: payloads are megabytes of
 * escaped text that most readings do not need, and times must be read from their decimals.
 */
export class JsonEnvelope<Name extends string> {
  readonly fields: Readonly<Record<Name, FieldSpan>>;
  readonly #names: readonly Name[];

  constructor(names: readonly Name[]) {
    this.#names = names;
    const spans = names.map((name) => [name, { present: false, kind: "literal", start: 0, end: 0 }] as const);
    this.fields = Object.fromEntries(spans) as Record<Name, FieldSpan>; // exactly `names`
  }

  /** @throws {WavetankError} E_CAPTURE_RECORD - no such object: the position and what was expected there. */
  read(line: Line): void {
    for (const name of this.#names) this.fields[name].present = false;
    const { bytes } = line;
    let at = this.#expect(line, skipSpace(line, line.start), OPEN_BRACE, "an object");
    for (;;) {
      at = this.#expect(line, skipSpace(line, at), QUOTE, "a field name");
      const nameEnd = stringEnd(line, at);
      const field = this.#field(line, at, nameEnd);
      at = this.#expect(line, skipSpace(line, nameEnd + 1), COLON, "a colon");
      at = readValue(line, skipSpace(line, at), field);
      at = skipSpace(line, at);
      if (bytes[at] === CLOSE_BRACE && at < line.end) break;
      at = this.#expect(line, at, COMMA, "a comma or a closing brace");
    }
    if (skipSpace(line, at + 1) !== line.end) throw badRecord(line, "more follows the object", "one object a line");
  }

  #field(line: Line, start: number, end: number): FieldSpan {
    const name = this.#nameAt(line, start, end);
    const field = this.fields[name];
    if (field.present) throw badRecord(line, `field "${name}" comes twice`, "every field once");
    field.present = true;
    return field;
  }

  #nameAt(line: Line, start: number, end: number): Name {
    for (const name of this.#names) {
      if (name.length === end - start && startsWith(line.bytes, start, end, name)) return name;
    }
    const text = String.fromCharCode(...line.bytes.subarray(start, Math.min(end, start + 40)));
    throw badRecord(line, `field ${JSON.stringify(text)} is not known`, `the fields ${this.#names.join(", ")}`);
  }

  #expect(line: Line, at: number, byte: number, what: string): number {
    if (at < line.end && line.bytes[at] === byte) return at + 1;
    throw badRecord(line, `not JSON at its byte ${at - line.start}`, what);
  }
}

function skipSpace(line: Line, from: number): number {
  let at = from;
  while (at < line.end && (line.bytes[at] === 32 || line.bytes[at] === 9)) at += 1;
  return at;
}

/** Reads the value at `at` into `field`; returns the index behind it. */
function readValue(line: Line, at: number, field: FieldSpan): number {
  const first = at < line.end ? (line.bytes[at] ?? 0) : 0;
  if (first === QUOTE) {
    field.kind = "string";
    field.start = at + 1;
    field.end = stringEnd(line, at + 1);
    return field.end + 1;
  }
  field.start = at;
  const isNumber = first === MINUS || isDigit(first);
  field.kind = first === OPEN_BRACE || first === OPEN_BRACKET ? "nested" : isNumber ? "number" : "literal";
  field.end = field.kind === "nested" ? nestedEnd(line, at) : plainEnd(line, at);
  if (field.end === at) throw badRecord(line, `not JSON at its byte ${at - line.start}`, "a value");
  return field.end;
}

/** The index of the quote that ends the string whose inside starts at `from`. */
function stringEnd(line: Line, from: number): number {
  const { bytes, end } = line;
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
    else if (byte < 32) throw badRecord(line, `byte ${byte} lies bare in a string`, "control characters to be escaped");
  }
  throw badRecord(line, "a string does not end", "a closing quote");
}

/** Counts brackets instead of recursing, so that depth costs nothing. */
function nestedEnd(line: Line, from: number): number {
  let depth = 0;
  for (let at = from; at < line.end; at++) {
    const byte = line.bytes[at] ?? 0;
    if (byte === QUOTE) at = stringEnd(line, at + 1);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw badRecord(line, "an object or array does not end", "a closing bracket");
}

/** Numbers and literals: letters, digits, signs and points. */
function plainEnd(line: Line, from: number): number {
  let at = from;
  while (at < line.end && isPlain(line.bytes[at] ?? 0)) at += 1;
  return at;
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;
const isPlain = (byte: number): boolean =>
  isDigit(byte) || isLetter(byte) || byte === PLUS || byte === MINUS || byte === POINT;
