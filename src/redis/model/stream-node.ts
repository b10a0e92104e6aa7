/** An entry of the model's streams. */
export interface ModelEntry {
  readonly ms: number;
  readonly seq: number;
  readonly fields: readonly (string | Uint8Array)[];
}

/** Defaults of stream-node-max-entries and stream-node-max-bytes. */
export const NODE_MAX_ENTRIES = 100;
export const NODE_MAX_BYTES = 4_096;

/**
 * How many entries from `start` on a server keeps in one node, its unit of approximate trimming. A node ends where the
 * listpack that holds it would reach stream-node-max-bytes, so its size is worked out byte by byte.
 */
export function nodeLength(entries: readonly ModelEntry[], start: number): number {
  const first = entries[start];
  if (first === undefined) return 0;
  let bytes = 0;
  for (let index = start; index < entries.length; index++) {
    const entry = entries[index] as ModelEntry;
    const { payload, names, values } = entrySize(entry.fields);
    if (index > start && (bytes + payload >= NODE_MAX_BYTES || index - start >= NODE_MAX_ENTRIES)) return index - start;
    // Header and terminator, then count, deleted, number of fields, the field names, and a zero.
    if (index === start) bytes = 7 + 2 + 2 + 2 + names + 2;
    bytes += 2 + integerBytes(entry.ms - first.ms) + integerBytes(entry.seq - first.seq) + values + 2;
    if (!sameNames(first.fields, entry.fields)) bytes += integerBytes(entry.fields.length >> 1) + names;
  }
  return entries.length - start;
}

/** Sizes of one entry's fields. */
interface EntrySize {
  /** What a server compares with stream-node-max-bytes before it adds an entry: lengths of names and values. */
  readonly payload: number;
  /** Listpack bytes of the names and of the values. */
  readonly names: number;
  readonly values: number;
}

function entrySize(fields: readonly (string | Uint8Array)[]): EntrySize {
  let payload = 0;
  let names = 0;
  let values = 0;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string | Uint8Array;
    const value = fields[i + 1] as string | Uint8Array;
    const nameLength = textBytes(name);
    const valueLength = textBytes(value);
    payload += nameLength + valueLength;
    names += elementBytes(name, nameLength);
    values += elementBytes(value, valueLength);
  }
  return { payload, names, values };
}

function sameNames(left: readonly (string | Uint8Array)[], right: readonly (string | Uint8Array)[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 2) if (left[i] !== right[i]) return false;
  return true;
}

/** A listpack element: its encoding, and its length again at the end for walking back. */
function elementBytes(value: string | Uint8Array, length: number): number {
  const integer = length > 0 && length <= 20 ? smallInteger(value) : undefined;
  const size = integer !== undefined ? integerPayload(integer) : length < 64 ? 1 + length : length < 4_096 ? 2 + length : 5 + length;
  return size + backLength(size);
}

const integerBytes = (value: number): number => {
  const size = integerPayload(value);
  return size + backLength(size);
};

function integerPayload(value: number): number {
  if (value >= 0 && value <= 127) return 1;
  if (value >= -4_096 && value <= 4_095) return 2;
  if (value >= -32_768 && value <= 32_767) return 3;
  if (value >= -8_388_608 && value <= 8_388_607) return 4;
  if (value >= -2_147_483_648 && value <= 2_147_483_647) return 5;
  return 9;
}

const backLength = (size: number): number => (size <= 127 ? 1 : size < 16_383 ? 2 : size < 2_097_151 ? 3 : 4);

/** Canonical decimal integers are stored as such. Beyond 2^53 the size is 9 in any case. */
function smallInteger(value: string | Uint8Array): number | undefined {
  const first = typeof value === "string" ? value.charCodeAt(0) : (value[0] as number);
  if (first !== 45 && (first < 48 || first > 57)) return undefined;
  const text = typeof value === "string" ? value : String.fromCharCode(...value);
  if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return undefined;
  const integer = BigInt(text);
  return integer >= -9223372036854775808n && integer <= 9223372036854775807n ? Number(integer) : undefined;
}

/** UTF-8 bytes of a text, or the length of bytes. */
function textBytes(value: string | Uint8Array): number {
  if (typeof value !== "string") return value.length;
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : unit >= 0xd800 && unit < 0xdc00 ? 1 : unit >= 0xdc00 && unit < 0xe000 ? 1 : 2;
  }
  return bytes;
}
