import { BadFormat } from "./bad-format.ts";

const HASH_BITS = 16;
const MAX_LITERALS = 32;
const MAX_OFFSET = 8_192;
const MAX_MATCH = 264;
/** A reference of three bytes stands for at most this many. */
const MAX_EXPANSION = 88;

const MAX_POSITION = 0x7fff_ffff;

/**
 * Positions by hash of three bytes, counted from an origin. Each call has one beyond all positions of those before it,
 * so nothing of one reaches the next: to wipe the table would cost more than to compress what a node holds.
 */
class LastSeen {
  readonly at = new Int32Array(1 << HASH_BITS);
  #next = 1;

  /** The origin for so many bytes. */
  origin(length: number): number {
    if (this.#next + length > MAX_POSITION) {
      this.at.fill(0);
      this.#next = 1;
    }
    const origin = this.#next;
    this.#next += length;
    return origin;
  }
}

const LAST_SEEN = new LastSeen();

const slotOf = (three: number): number => ((three >>> (24 - HASH_BITS)) - three * 5) & ((1 << HASH_BITS) - 1);
const threeAt = (input: Uint8Array, at: number): number =>
  ((input[at] as number) << 16) | ((input[at + 1] as number) << 8) | (input[at + 2] as number);

/** LZF, greedy, as a server compresses; undefined when fewer than four bytes would be saved. */
export function compressLzf(input: Uint8Array): Buffer | undefined {
  const length = input.length;
  const room = length - 4;
  if (room <= 0) return undefined;
  const lastSeen = LAST_SEEN.at;
  const origin = LAST_SEEN.origin(length);
  const output = Buffer.allocUnsafe(length + 8);
  let out = 1;
  let literals = 0;
  let at = 0;
  const literal = (): void => {
    output[out++] = input[at++] as number;
    if (++literals === MAX_LITERALS) {
      output[out - literals - 1] = literals - 1;
      literals = 0;
      out++;
    }
  };
  while (at < length - 2) {
    const three = threeAt(input, at);
    const slot = slotOf(three);
    const seen = (lastSeen[slot] as number) - origin;
    lastSeen[slot] = origin + at;
    const offset = at - seen - 1;
    // A match that starts at the very first byte is not used, so that outputs agree to the byte.
    if (seen <= 0 || offset >= MAX_OFFSET || threeAt(input, seen) !== three) {
      if (out >= room) return undefined;
      literal();
      continue;
    }
    if (out + 4 >= room && out - (literals === 0 ? 1 : 0) + 4 >= room) return undefined;
    if (literals === 0) out--;
    else output[out - literals - 1] = literals - 1;
    literals = 0;
    const matched = matchLength(input, seen, at);
    out = putReference(output, out, offset, matched) + 1;
    at += matched;
    if (at >= length - 2) break;
    for (let back = at - 2; back < at; back++) lastSeen[slotOf(threeAt(input, back))] = origin + back;
  }
  if (out + 3 > room) return undefined;
  while (at < length) literal();
  if (literals === 0) return output.subarray(0, out - 1);
  output[out - literals - 1] = literals - 1;
  return output.subarray(0, out);
}

/**
 * Where a long match is possible its first bytes are compared without regard to the limit, so it may end two bytes
 * later.
 */
function matchLength(input: Uint8Array, seen: number, at: number): number {
  const most = Math.min(input.length - at - 2, MAX_MATCH);
  const unlimited = most > 16 ? 19 : 3;
  let matched = 3;
  while ((matched < most || matched < unlimited) && input[seen + matched] === input[at + matched]) matched++;
  return matched;
}

function putReference(output: Buffer, at: number, offset: number, matched: number): number {
  const length = matched - 2;
  let out = at;
  if (length < 7) {
    output[out++] = (offset >> 8) + (length << 5);
  } else {
    output[out++] = (offset >> 8) + (7 << 5);
    output[out++] = length - 7;
  }
  output[out++] = offset & 255;
  return out;
}

/**
 * @throws {BadFormat} The input does not decompress to exactly `length` bytes. Allocates no more than it could expand
 * to.
 */
export function decompressLzf(input: Uint8Array, length: number): Buffer {
  if (length > input.length * MAX_EXPANSION) throw new BadFormat("compressed text claims more than it can hold", 0);
  const output = Buffer.allocUnsafe(length);
  let at = 0;
  let out = 0;
  while (at < input.length) {
    const control = input[at++] as number;
    if (control < MAX_LITERALS) {
      const end = at + control + 1;
      if (end > input.length || out + control + 1 > length) throw new BadFormat("literals run past the end", at);
      while (at < end) output[out++] = input[at++] as number;
      continue;
    }
    let matched = (control >> 5) + 2;
    if (matched === 9) matched += input[at++] ?? 0;
    const from = out - ((control & 31) << 8) - (input[at++] ?? 0) - 1;
    if (at > input.length || from < 0 || out + matched > length) throw new BadFormat("a reference points outside", at);
    for (let i = 0; i < matched; i++) output[out++] = output[from + i] as number;
  }
  if (out !== length) throw new BadFormat("compressed text is shorter than it claims", at);
  return output;
}
