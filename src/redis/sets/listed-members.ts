import type { Bytes } from "../server/bytes.ts";
import type { ScanStep } from "../server/scan-index.ts";
import type { Members } from "./members.ts";

const LISTPACK_BYTES = 7;
const MEMBER_BYTES = 2;

/** The listpack encoding: few members, in the order in which they were added. */
export class ListedMembers implements Members {
  readonly encoding = "listpack";
  readonly #members: Bytes[];
  #bytes = LISTPACK_BYTES;

  constructor(members: Iterable<Bytes> = []) {
    this.#members = [...members];
    for (const member of this.#members) this.#bytes += member.length + MEMBER_BYTES;
  }

  get size(): number {
    return this.#members.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(member: Bytes): boolean {
    return this.#members.includes(member);
  }

  add(member: Bytes): boolean {
    if (this.has(member)) return false;
    this.#members.push(member);
    this.#bytes += member.length + MEMBER_BYTES;
    return true;
  }

  delete(member: Bytes): boolean {
    const position = this.#members.indexOf(member);
    if (position === -1) return false;
    this.#members.splice(position, 1);
    this.#bytes -= member.length + MEMBER_BYTES;
    return true;
  }

  random(random: () => number): Bytes {
    return this.#members[random() % this.#members.length] as Bytes;
  }

  /** Compact encodings are given whole. */
  scan(): ScanStep {
    return { cursor: 0, keys: [...this] };
  }

  [Symbol.iterator](): IterableIterator<Bytes> {
    return this.#members.values();
  }

  clone(): ListedMembers {
    return new ListedMembers(this.#members);
  }
}
