import type { Bytes } from "../server/bytes.ts";
import { parseInteger, type Int64 } from "../server/int64.ts";
import type { ScanStep } from "../server/scan-index.ts";
import type { Members } from "./members.ts";

const HEADER_BYTES = 8;

/** The intset encoding: integers of 64 bits in ascending order. */
export class IntegerMembers implements Members {
  readonly encoding = "intset";
  readonly #values: Int64[];

  constructor(values: Int64[] = []) {
    this.#values = values;
  }

  get size(): number {
    return this.#values.length;
  }

  /** All values take the room of the widest. */
  get bytes(): number {
    const width = Math.max(widthOf(this.#values[0] ?? 0), widthOf(this.#values.at(-1) ?? 0));
    return HEADER_BYTES + width * this.#values.length;
  }

  /** Characters of the longest member. */
  get longest(): number {
    return Math.max(String(this.#values[0] ?? "").length, String(this.#values.at(-1) ?? "").length);
  }

  has(member: Bytes): boolean {
    const value = parseInteger(member);
    return value !== undefined && this.#values[this.#placeOf(value)] === value;
  }

  /** The caller has checked that the member is an integer. */
  add(member: Bytes): boolean {
    const value = parseInteger(member) as Int64;
    const place = this.#placeOf(value);
    if (this.#values[place] === value) return false;
    if (place === this.#values.length) this.#values.push(value);
    else this.#values.splice(place, 0, value);
    return true;
  }

  delete(member: Bytes): boolean {
    const value = parseInteger(member);
    if (value === undefined) return false;
    const place = this.#placeOf(value);
    if (this.#values[place] !== value) return false;
    this.#values.splice(place, 1);
    return true;
  }

  random(random: () => number): Bytes {
    return String(this.#values[random() % this.#values.length]);
  }

  /** Compact encodings are given whole. */
  scan(): ScanStep {
    return { cursor: 0, keys: [...this] };
  }

  *[Symbol.iterator](): IterableIterator<Bytes> {
    for (const value of this.#values) yield String(value);
  }

  clone(): IntegerMembers {
    return new IntegerMembers([...this.#values]);
  }

  /** Where the value stands, or would. */
  #placeOf(value: Int64): number {
    const values = this.#values;
    let low = 0;
    let high = values.length;
    if (high > 0 && value > (values[high - 1] as Int64)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[middle] as Int64) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function widthOf(value: Int64): number {
  if (value >= -32_768 && value <= 32_767) return 2;
  return value >= -2_147_483_648 && value <= 2_147_483_647 ? 4 : 8;
}
