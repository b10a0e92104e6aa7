const BACKSLASH = 92;
const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;
const LETTER_B = 98;
const LETTER_X = 120;

/** What `repr` of a Python bytes object escapes with a letter or a mark. */
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [BACKSLASH, BACKSLASH], [SINGLE_QUOTE, SINGLE_QUOTE], [DOUBLE_QUOTE, DOUBLE_QUOTE], [110, 10], [114, 13], [116, 9],
]);

/** Whether a Python bytes literal, `b'…'` or `b"…"`, starts at `start`. */
export function isPythonBytes(bytes: Uint8Array, start: number, end: number): boolean {
  const quote = bytes[start + 1];
  return start + 2 < end && bytes[start] === LETTER_B && (quote === SINGLE_QUOTE || quote === DOUBLE_QUOTE);
}

/** The bytes that such a literal stands for; undefined where it is not exactly what `repr` writes. */
export function decodePythonBytes(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const quote = bytes[start + 1];
  const last = end - 1;
  if (last < start + 2 || bytes[last] !== quote) return undefined;
  const out = new Uint8Array(last - start - 2);
  let length = 0;
  for (let at = start + 2; at < last; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === quote || byte < 32 || byte > 126) return undefined;
    if (byte !== BACKSLASH) {
      out[length++] = byte;
      continue;
    }
    const code = at + 1 < last ? (bytes[at + 1] ?? 0) : 0;
    const plain = code === LETTER_X ? hexByte(bytes, at + 2, last) : ESCAPES.get(code);
    if (plain === undefined) return undefined;
    out[length++] = plain;
    at += code === LETTER_X ? 3 : 1;
  }
  return out.subarray(0, length);
}

function hexByte(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at + 2 > end) return undefined;
  const digits = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);
  return /^[0-9a-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
