import type { Bytes } from "../server/bytes.ts";
import { ScanIndex, type ScanStep } from "../server/scan-index.ts";
import type { Value } from "../server/value.ts";

/** Up to what size a hash stays a listpack: `hash-max-listpack-…`. */
export interface HashLimits {
  readonly entries: number;
  /** Bytes of a field or a value. */
  readonly value: number;
}

const LISTPACK_BYTES = 23;
const LISTPACK_ELEMENT_BYTES = 2;
const TABLE_BYTES = 72;
/** Entry, bucket and the headers of two strings. */
const TABLE_ENTRY_BYTES = 56;

/**
 * A hash: fields in the order in which they were added. It becomes a hash table where a server's does, and never goes
 * back.
 */
export class HashValue implements Value {
  readonly type = "hash";
  accessedAt = 0;
  readonly #fields: Map<Bytes, Bytes>;
  #hashed: boolean;
  /** Of the fields and values. */
  #textBytes = 0;
  /** Made when it is first asked for, then kept up to date. */
  #index: ScanIndex | undefined;

  constructor(fields: Iterable<readonly [field: Bytes, value: Bytes]> = [], hashed = false) {
    this.#fields = new Map(fields);
    this.#hashed = hashed;
    for (const [field, value] of this.#fields) this.#textBytes += field.length + value.length;
  }

  get encoding(): "listpack" | "hashtable" {
    return this.#hashed ? "hashtable" : "listpack";
  }

  get size(): number {
    return this.#fields.size;
  }

  get bytes(): number {
    const { size } = this.#fields;
    const around = this.#hashed
      ? TABLE_BYTES + size * TABLE_ENTRY_BYTES
      : LISTPACK_BYTES + size * 2 * LISTPACK_ELEMENT_BYTES;
    return this.#textBytes + around;
  }

  get(field: Bytes): Bytes | undefined {
    return this.#fields.get(field);
  }

  has(field: Bytes): boolean {
    return this.#fields.has(field);
  }

  /** To be called with the arguments of a command, fields and values among them, before any of them is set. */
  prepareFor(args: readonly Bytes[], from: number, { value }: HashLimits): void {
    for (let i = from; !this.#hashed && i < args.length; i++) this.#hashed = (args[i] as Bytes).length > value;
  }

  /** True when the field is new. */
  set(field: Bytes, value: Bytes, limits: HashLimits): boolean {
    const old = this.#fields.get(field);
    this.#fields.set(field, value);
    this.#textBytes += value.length - (old?.length ?? -field.length);
    if (old !== undefined) return false;
    this.#index?.add(field);
    if (this.#fields.size > limits.entries) this.#hashed = true;
    return true;
  }

  delete(field: Bytes): boolean {
    const value = this.#fields.get(field);
    if (value === undefined) return false;
    this.#fields.delete(field);
    this.#textBytes -= field.length + value.length;
    this.#index?.delete(field);
    return true;
  }

  fields(): IterableIterator<Bytes> {
    return this.#fields.keys();
  }

  values(): IterableIterator<Bytes> {
    return this.#fields.values();
  }

  [Symbol.iterator](): IterableIterator<[field: Bytes, value: Bytes]> {
    return this.#fields.entries();
  }

  /** One field, all equally likely; `random` gives whole numbers below 2^32. There must be one. */
  random(random: () => number): Bytes {
    return this.#indexed().random(random);
  }

  /** One step of HSCAN: a listpack is given whole. */
  scan(cursor: number, count: number): ScanStep {
    return this.#hashed ? this.#indexed().scan(cursor, count) : { cursor: 0, keys: [...this.#fields.keys()] };
  }

  clone(): HashValue {
    return new HashValue(this.#fields, this.#hashed);
  }

  #indexed(): ScanIndex {
    return (this.#index ??= new ScanIndex(this.#fields.keys()));
  }
}
