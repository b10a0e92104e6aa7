import { InvariantError, WavetankError } from "./error.ts";

/** Sub-buckets of an octave: a bucket is at most 1/128 of its values wide, so a quantile is under 0.79 % off. */
const SUB_BUCKETS = 128;
const SUB_BITS = 7;

/** Magnitudes below this have a bucket each. */
const EXACT_BELOW = 2 * SUB_BUCKETS;

const TWO_32 = 4294967296;

/** From here a magnitude is indexed by what is left without its 21 low bits: 11 to 32 bits, so 8 leading ones. */
const WIDE_FROM = TWO_32;
const WIDE_SHIFT = 21;
const WIDE_FACTOR = 2097152;

/** Counts by octave, each of `SUB_BUCKETS`. An octave in which nothing was counted has none: most have not. */
type Counts = (number[] | undefined)[];

/**
 * Counts of signed integer nanoseconds. Latencies can be negative: a venue's clock may be ahead of the recorder's.
 *
 * Log-linear: magnitudes below 256 are exact, larger ones share a bucket with those that agree in the 8 leading bits.
 * Integers only, so every platform gives the same quantiles. Memory for the octaves that occurred, 47 KiB at most for
 * each sign.
 */
export class Histogram {
  readonly #positive: Counts = [];
  readonly #negative: Counts = [];
  #count = 0;
  #negativeCount = 0;
  #min = Infinity;
  #max = -Infinity;
  /** The sum is `#high` · 2^32 + `#low`; the low part is cut back before it leaves the safe integers. */
  #low = 0;
  #high = 0;

  get count(): number {
    return this.#count;
  }

  get negativeCount(): number {
    return this.#negativeCount;
  }

  /** Exact. 0 while `count` is 0. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  /** Exact. 0 while `count` is 0. */
  get max(): number {
    return this.#count === 0 ? 0 : this.#max;
  }

  /** Exact at any count. */
  get sum(): bigint {
    return BigInt(this.#high) * BigInt(TWO_32) + BigInt(this.#low);
  }

  /** @throws {WavetankError} E_HISTOGRAM - `value` is not a safe integer. */
  record(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new WavetankError("E_HISTOGRAM", `cannot record ${value}`, { expected: "an integer within ±(2^53 - 1)" });
    }
    if (value < 0) {
      count(this.#negative, bucketOf(-value), 1);
      this.#negativeCount++;
    } else {
      count(this.#positive, bucketOf(value), 1);
    }
    this.#count++;
    if (value < this.#min) this.#min = value + 0; // + 0 turns -0 into 0
    if (value > this.#max) this.#max = value + 0;
    this.#add(value);
  }

  /**
   * The nearest-rank quantile: of n values in order, the one at rank ⌈n · numerator / denominator⌉, at least 1.
   *
   * Given as the greatest value of its bucket, `max` at most: never below the true one, above it by at most 1/128 of
   * its magnitude, exact for magnitudes below 256. 0 while `count` is 0.
   *
   * @throws {WavetankError} E_QUANTILE - not a fraction of integers in 0 … 1.
   */
  quantile(numerator: number, denominator: number): number {
    const whole = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator);
    if (!whole || numerator < 0 || numerator > denominator || denominator === 0) {
      throw new WavetankError("E_QUANTILE", `${numerator}/${denominator} is not a quantile`, {
        expected: "integers with 0 <= numerator <= denominator and denominator > 0",
      });
    }
    if (this.#count === 0) return 0;
    let remaining = rankOf(this.#count, numerator, denominator);
    const negative = this.#negative;
    for (let octave = negative.length - 1; octave >= 0; octave--) {
      const counts = negative[octave];
      for (let at = SUB_BUCKETS - 1; counts !== undefined && at >= 0; at--) {
        remaining -= counts[at] as number;
        if (remaining <= 0) return Math.min(-lowestOf(octave * SUB_BUCKETS + at), this.#max);
      }
    }
    const positive = this.#positive;
    for (let octave = 0; octave < positive.length; octave++) {
      const counts = positive[octave];
      for (let at = 0; counts !== undefined && at < SUB_BUCKETS; at++) {
        remaining -= counts[at] as number;
        if (remaining <= 0) return Math.min(lowestOf(octave * SUB_BUCKETS + at + 1) - 1, this.#max);
      }
    }
    throw new InvariantError(`the buckets hold ${this.#count} counts`);
  }

  /** Adds everything that `other` holds, as if it had been recorded here. `other` keeps it. */
  merge(other: Histogram): void {
    add(this.#positive, other.#positive);
    add(this.#negative, other.#negative);
    this.#count += other.#count;
    this.#negativeCount += other.#negativeCount;
    if (other.#min < this.#min) this.#min = other.#min;
    if (other.#max > this.#max) this.#max = other.#max;
    this.#high += other.#high;
    this.#add(other.#low);
  }

  /** Forgets everything, and keeps the memory. */
  clear(): void {
    for (const counts of this.#positive) counts?.fill(0);
    for (const counts of this.#negative) counts?.fill(0);
    this.#count = 0;
    this.#negativeCount = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#low = 0;
    this.#high = 0;
  }

  #add(value: number): void {
    const low = this.#low + value;
    if (low <= Number.MAX_SAFE_INTEGER && low >= Number.MIN_SAFE_INTEGER) this.#low = low;
    else this.#carry(value);
  }

  #carry(value: number): void {
    const heldHigh = Math.trunc(this.#low / TWO_32);
    const valueHigh = Math.trunc(value / TWO_32);
    this.#high += heldHigh + valueHigh;
    this.#low = this.#low - heldHigh * TWO_32 + (value - valueHigh * TWO_32);
  }
}

/** The bucket of a magnitude in 0 … 2^53 − 1: 128 to an octave, in ascending order. */
function bucketOf(magnitude: number): number {
  if (magnitude < EXACT_BELOW) return magnitude;
  if (magnitude < WIDE_FROM) return narrowBucketOf(magnitude);
  return narrowBucketOf(Math.floor(magnitude / WIDE_FACTOR)) + WIDE_SHIFT * SUB_BUCKETS;
}

/** For EXACT_BELOW … 2^32 − 1. */
function narrowBucketOf(magnitude: number): number {
  const octave = 31 - SUB_BITS - Math.clz32(magnitude);
  return octave * SUB_BUCKETS + (magnitude >>> octave);
}

/** The least magnitude in `bucket`; its greatest is one below the least of the next. */
function lowestOf(bucket: number): number {
  if (bucket < EXACT_BELOW) return bucket;
  const octave = Math.floor(bucket / SUB_BUCKETS) - 1;
  const leading = bucket - octave * SUB_BUCKETS;
  return octave < WIDE_SHIFT ? leading * (1 << octave) : leading * (1 << (octave - WIDE_SHIFT)) * WIDE_FACTOR;
}

/** By bigint: count times numerator may exceed 2^53. */
function rankOf(count: number, numerator: number, denominator: number): number {
  const scaled = BigInt(count) * BigInt(numerator);
  const divisor = BigInt(denominator);
  return Math.max(1, Number((scaled + divisor - 1n) / divisor));
}

/** Reading what an array has not yet is what slows it down, so it is filled up to the octave first. */
function octaveOf(all: Counts, octave: number): number[] {
  while (all.length <= octave) all.push(undefined);
  return (all[octave] ??= new Array<number>(SUB_BUCKETS).fill(0));
}

function count(all: Counts, bucket: number, more: number): void {
  const octave = bucket >>> SUB_BITS;
  const counts = (octave < all.length ? all[octave] : undefined) ?? octaveOf(all, octave);
  const at = bucket & (SUB_BUCKETS - 1);
  counts[at] = (counts[at] as number) + more;
}

function add(into: Counts, from: Counts): void {
  from.forEach((counts, octave) => counts?.forEach((more, at) => {
    if (more > 0) count(into, octave * SUB_BUCKETS + at, more);
  }));
}
