import { indexWithin, isUtf8 } from "./wire-text.ts";

const BACKSLASH = 92;
/** `\"`, `\\`, `\/`, and `\b \f \n \r \t`. */
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [34, 34], [92, 92], [47, 47], [98, 8], [102, 12], [110, 10], [114, 13], [116, 9],
]);

/**
 * The bytes that the inside of a JSON string stands for, in UTF-8, in fresh memory.
 *
 * @returns what is wrong with it, as text: an escape that JSON does not have, half a surrogate pair (which no text
 * frame can carry), or bytes that are not UTF-8.
 */
export function decodeJsonString(bytes: Uint8Array, start: number, end: number): Uint8Array | string {
  if (!isUtf8(bytes, start, end)) return "it is not UTF-8";
  let from = start;
  let escape = indexWithin(bytes, BACKSLASH, start, end);
  if (escape < 0) return bytes.slice(start, end);

  const out = new Uint8Array(end - start); // an escape is never shorter than what it stands for
  let length = 0;
  while (escape >= 0) {
    while (from < escape) out[length++] = bytes[from++] ?? 0;
    const code = bytes[escape + 1] ?? 0;
    const plain = ESCAPES.get(code);
    if (plain !== undefined) {
      out[length++] = plain;
      from = escape + 2;
    } else {
      const point = codePointAt(bytes, escape, end);
      if (typeof point === "string") return point;
      length = putUtf8(out, length, point);
      from = escape + (point > 0xffff ? 12 : 6);
    }
    escape = nextEscape(bytes, from, end);
  }
  while (from < end) out[length++] = bytes[from++] ?? 0;
  return out.subarray(0, length);
}

/** Escapes come in clusters: looking a few bytes ahead beats a call into the engine for each. */
function nextEscape(bytes: Uint8Array, from: number, end: number): number {
  const near = Math.min(end, from + 64);
  for (let at = from; at < near; at++) if (bytes[at] === BACKSLASH) return at;
  return near === end ? -1 : indexWithin(bytes, BACKSLASH, near, end);
}

/** The code point of `\uXXXX` or of a pair of them at `at`. */
function codePointAt(bytes: Uint8Array, at: number, end: number): number | string {
  const unit = codeUnitAt(bytes, at, end);
  if (unit < 0) return "it has an escape that JSON does not have";
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const low = unit < 0xdc00 ? codeUnitAt(bytes, at + 6, end) : -1;
  if (low < 0xdc00 || low > 0xdfff) return "it has half a surrogate pair";
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function codeUnitAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== 117) return -1;
  const digits = String.fromCharCode(...bytes.subarray(at + 2, at + 6));
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

function putUtf8(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    out[at] = point;
    return at + 1;
  }
  const tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  out[at] = ((0xff00 >> (tail + 1)) & 0xff) | (point >> (6 * tail));
  for (let i = 1; i <= tail; i++) out[at + i] = 0x80 | ((point >> (6 * (tail - i))) & 0x3f);
  return at + tail + 1;
}
