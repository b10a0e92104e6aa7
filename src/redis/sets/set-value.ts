import type { Bytes } from "../server/bytes.ts";
import { parseInteger } from "../server/int64.ts";
import type { ScanStep } from "../server/scan-index.ts";
import type { Value } from "../server/value.ts";
import { HashedMembers } from "./hashed-members.ts";
import { IntegerMembers } from "./integer-members.ts";
import { ListedMembers } from "./listed-members.ts";
import type { Members } from "./members.ts";
import type { SetLimits } from "./set-limits.ts";

/** A set. It changes its encoding where a server does, and only ever to a less compact one. */
export class SetValue implements Value {
  readonly type = "set";
  #members: Members;
  accessedAt = 0;

  constructor(members: Members = new IntegerMembers()) {
    this.#members = members;
  }

  /** An empty set in the encoding that suits a first member, when about `expected` will be added. */
  static for(first: Bytes, expected: number, limits: SetLimits): SetValue {
    const integer = parseInteger(first) !== undefined;
    if (integer && (!limits.looksAhead || expected <= limits.intsetEntries)) return new SetValue();
    return new SetValue(expected <= limits.listpackEntries ? new ListedMembers() : new HashedMembers());
  }

  get encoding(): string {
    return this.#members.encoding;
  }

  get size(): number {
    return this.#members.size;
  }

  get bytes(): number {
    return this.#members.bytes;
  }

  has(member: Bytes): boolean {
    return this.#members.has(member);
  }

  /** To be called before about `count` members are added to a set that is there. */
  prepareFor(count: number, limits: SetLimits): void {
    if (!limits.looksAhead) return;
    const { encoding } = this.#members;
    if (encoding === "listpack" && count > limits.listpackEntries) this.#hash();
    else if (encoding === "intset" && count > limits.intsetEntries) this.#hash();
  }

  add(member: Bytes, limits: SetLimits): boolean {
    const members = this.#members;
    if (members instanceof IntegerMembers) {
      if (parseInteger(member) === undefined) return this.#addToIntegers(members, member, limits);
      const added = members.add(member);
      if (added && members.size > limits.intsetEntries) this.#hash();
      return added;
    }
    if (members.encoding === "listpack" && !this.#fits(member, members.size + 1, limits) && !members.has(member))
      this.#hash();
    return this.#members.add(member);
  }

  delete(member: Bytes): boolean {
    return this.#members.delete(member);
  }

  /** One member, all equally likely; `random` gives whole numbers below 2^32. */
  random(random: () => number): Bytes {
    return this.#members.random(random);
  }

  scan(cursor: number, count: number): ScanStep {
    return this.#members.scan(cursor, count);
  }

  [Symbol.iterator](): Iterator<Bytes> {
    return this.#members[Symbol.iterator]();
  }

  clone(): SetValue {
    return new SetValue(this.#members.clone());
  }

  #addToIntegers(integers: IntegerMembers, member: Bytes, limits: SetLimits): boolean {
    const compact = this.#fits(member, integers.size + 1, limits) && integers.longest <= limits.listpackValue;
    this.#members = compact ? new ListedMembers(integers) : new HashedMembers(integers);
    return this.#members.add(member);
  }

  #fits(member: Bytes, size: number, { listpackEntries, listpackValue }: SetLimits): boolean {
    return size <= listpackEntries && member.length <= listpackValue;
  }

  #hash(): void {
    this.#members = new HashedMembers(this.#members);
  }
}
