/**
 * An entry's place in a stream: two unsigned 64-bit integers, the server's millisecond and a sequence within it.
 * Numbers up to 2^53 - 1 and bigints above, never the one for the other, so `<` and `===` are exact. The entry itself
 * serves as its id: making text of every id costs more than all else that the bus does with it.
 */
export interface EntryId {
  readonly ms: number | bigint;
  readonly seq: number | bigint;
}

/** Before every entry. */
export const BEGINNING: EntryId = { ms: 0, seq: 0 };

/** `<ms>-<seq>`, as Redis writes it. */
export const formatEntryId = ({ ms, seq }: EntryId): string => `${ms}-${seq}`;

/** Takes what `formatEntryId` makes. */
export function parseEntryId(text: string): EntryId {
  const dash = text.indexOf("-");
  return { ms: parsePart(text.slice(0, dash)), seq: parsePart(text.slice(dash + 1)) };
}

export const isAfter = (left: EntryId, right: EntryId): boolean =>
  left.ms > right.ms || (left.ms === right.ms && left.seq > right.seq);

/** The smallest id after `id`. */
export function nextEntryId({ ms, seq }: EntryId): EntryId {
  return { ms, seq: typeof seq === "number" && seq < Number.MAX_SAFE_INTEGER ? seq + 1 : BigInt(seq) + 1n };
}

/** The greatest id before `id`, which is not the first of all. */
export function previousEntryId({ ms, seq }: EntryId): EntryId {
  if (seq > 0) return { ms, seq: lowered(seq) };
  return { ms: lowered(ms), seq: LAST_SEQUENCE };
}

const LAST_SEQUENCE = 2n ** 64n - 1n;

const lowered = (part: number | bigint): number | bigint =>
  (typeof part === "number" ? part - 1 : part - 1n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(part - 1n) : part - 1n);

function parsePart(digits: string): number | bigint {
  const number = Number(digits);
  return number <= Number.MAX_SAFE_INTEGER ? number : BigInt(digits);
}
