import type { Bytes } from "./bytes.ts";

export interface ScanStep {
  /** Where to go on; 0 when all has been visited. */
  readonly cursor: number;
  readonly keys: readonly Bytes[];
}

const HASH_BITS = 32;
const SPACE = 4_294_967_296;
/** Keys in a bucket, on average, above and below which the buckets are split or merged. */
const FULL = 2;
const SPARSE = 0.125;
/** A step visits at most so many buckets for each key that it was asked for. */
const BUCKETS_PER_KEY = 10;

/**
 * Keys by their hash, for cursors that hold no state: SCAN, HSCAN, SSCAN, ZSCAN. A cursor is a place among the hashes,
 * and a key's hash never changes, so a key that is there from the first step to the last is returned, whatever comes,
 * goes or is rebuilt between. Also picks keys at random, each as likely as any other.
 */
export class ScanIndex {
  #bits = 2;
  #buckets: Bytes[][] = emptyBuckets(2);
  #longest = 1;
  #size = 0;

  constructor(keys: Iterable<Bytes>) {
    for (const key of keys) this.add(key);
  }

  /** The key is not in it. */
  add(key: Bytes): void {
    this.#size++;
    if (this.#size > this.#buckets.length * FULL && this.#bits < HASH_BITS - 2) this.#resize(this.#bits + 1);
    this.#put(key);
  }

  /** The key is in it. */
  delete(key: Bytes): void {
    const bucket = this.#bucketOf(key);
    const last = bucket.pop() as Bytes;
    if (last !== key) bucket[bucket.indexOf(key)] = last;
    this.#size--;
    if (this.#size < this.#buckets.length * SPARSE && this.#bits > 2) this.#resize(this.#bits - 1);
  }

  /** From `cursor` (0 at first) on, about `count` keys: whole buckets at a time. */
  scan(cursor: number, count: number): ScanStep {
    const width = SPACE / this.#buckets.length;
    const keys: Bytes[] = [];
    let place = Math.floor(cursor / width);
    let steps = count * BUCKETS_PER_KEY;
    while (place < this.#buckets.length && keys.length < count && steps-- > 0) {
      for (const key of this.#buckets[place] as Bytes[]) keys.push(key);
      place++;
    }
    return { cursor: place < this.#buckets.length ? place * width : 0, keys };
  }

  /** One key, all equally likely; `random` gives whole numbers below 2^32. There must be one. */
  random(random: () => number): Bytes {
    for (;;) {
      const key = (this.#buckets[random() % this.#buckets.length] as Bytes[])[random() % this.#longest];
      if (key !== undefined) return key;
    }
  }

  #bucketOf(key: Bytes): Bytes[] {
    return this.#buckets[hash(key) >>> (HASH_BITS - this.#bits)] as Bytes[];
  }

  #put(key: Bytes): void {
    const bucket = this.#bucketOf(key);
    bucket.push(key);
    if (bucket.length > this.#longest) this.#longest = bucket.length;
  }

  #resize(bits: number): void {
    const old = this.#buckets;
    this.#bits = bits;
    this.#buckets = emptyBuckets(bits);
    this.#longest = 1;
    for (const bucket of old) for (const key of bucket) this.#put(key);
  }
}

const emptyBuckets = (bits: number): Bytes[][] => Array.from({ length: 1 << bits }, () => []);

/** FNV-1a, its bits then mixed so that the upper ones depend on all. */
function hash(key: Bytes): number {
  let value = 0x811c_9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x0100_0193);
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
