import { Buffer } from "node:buffer";

/** A power of two. */
const SLOTS = 1_024;
/** Longer texts are rarely met again, and cost more to recognise. */
const LONGEST = 128;

/**
 * Texts by their bytes: the same few names and topics come in every entry, and to recognise one costs a fraction of
 * making it. A slot holds the last text that fell into it, so what strangers send takes a bounded room.
 */
export class TextCache {
  readonly #bytes: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(SLOTS).fill(undefined);
  readonly #texts: string[] = new Array<string>(SLOTS).fill("");

  /** UTF-8 of `bytes[from, to)`. */
  text(bytes: Uint8Array, from: number, to: number): string {
    if (to - from > LONGEST) return decoded(bytes, from, to);
    let hash = to - from;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#bytes[slot];
    if (known !== undefined && isAt(known, bytes, from, to)) return this.#texts[slot] as string;
    const text = decoded(bytes, from, to);
    this.#bytes[slot] = bytes.slice(from, to);
    this.#texts[slot] = text;
    return text;
  }
}

const decoded = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");

function isAt(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[from + at]) return false;
  return true;
}
