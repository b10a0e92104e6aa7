import type { Bytes } from "../server/bytes.ts";
import { ScanIndex, type ScanStep } from "../server/scan-index.ts";
import type { Members } from "./members.ts";

const TABLE_BYTES = 56;
/** Entry, bucket and string header. */
const MEMBER_BYTES = 40;

/** The hashtable encoding. */
export class HashedMembers implements Members {
  readonly encoding = "hashtable";
  readonly #members: Set<Bytes>;
  /** Made when it is first asked for, then kept up to date. */
  #index: ScanIndex | undefined;
  #bytes = TABLE_BYTES;

  constructor(members: Iterable<Bytes> = []) {
    this.#members = new Set(members);
    for (const member of this.#members) this.#bytes += member.length + MEMBER_BYTES;
  }

  get size(): number {
    return this.#members.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(member: Bytes): boolean {
    return this.#members.has(member);
  }

  add(member: Bytes): boolean {
    const { size } = this.#members;
    if (this.#members.add(member).size === size) return false;
    this.#index?.add(member);
    this.#bytes += member.length + MEMBER_BYTES;
    return true;
  }

  delete(member: Bytes): boolean {
    if (!this.#members.delete(member)) return false;
    this.#index?.delete(member);
    this.#bytes -= member.length + MEMBER_BYTES;
    return true;
  }

  random(random: () => number): Bytes {
    return this.#indexed().random(random);
  }

  scan(cursor: number, count: number): ScanStep {
    return this.#indexed().scan(cursor, count);
  }

  [Symbol.iterator](): IterableIterator<Bytes> {
    return this.#members.values();
  }

  clone(): HashedMembers {
    return new HashedMembers(this.#members);
  }

  #indexed(): ScanIndex {
    return (this.#index ??= new ScanIndex(this.#members));
  }
}
