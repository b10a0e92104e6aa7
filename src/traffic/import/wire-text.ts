const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether `bytes[start, end)` is what a text frame can carry: UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] ?? 0) < 128) at += 1;
  return at === end || decodeUtf8(bytes.subarray(at, end)) !== undefined;
}

/** The text of `bytes`, or undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of bytes that may end within a letter: what is no UTF-8 becomes U+FFFD. */
export const decodeHead = (bytes: Uint8Array): string => lenient.decode(bytes);

/** Whether `text`, a character a byte, lies at `at`. */
export function startsWith(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The index of `byte` in `bytes[start, end)`, or -1. Never looks behind `end`, where the rest of a chunk may lie. */
export function indexWithin(bytes: Uint8Array, byte: number, start: number, end: number): number {
  const index = bytes.subarray(start, end).indexOf(byte);
  return index < 0 ? -1 : start + index;
}

/** Turns the same bytes into the same string without decoding them again: names repeat from line to line. */
export class RepeatedText {
  #last: Uint8Array = new Uint8Array(0);
  #text: string | undefined = "";

  /** undefined where the bytes are not UTF-8. */
  decode(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (!this.#isLast(bytes, start, end)) {
      this.#last = bytes.slice(start, end);
      this.#text = decodeUtf8(this.#last);
    }
    return this.#text;
  }

  #isLast(bytes: Uint8Array, start: number, end: number): boolean {
    const last = this.#last;
    if (last.length !== end - start) return false;
    for (let i = 0; i < last.length; i++) if (last[i] !== bytes[start + i]) return false;
    return true;
  }
}
