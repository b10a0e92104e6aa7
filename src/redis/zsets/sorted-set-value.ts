import type { Bytes } from "../server/bytes.ts";
import { ScanIndex, type ScanStep } from "../server/scan-index.ts";
import type { Value } from "../server/value.ts";
import { compareScored, type ScoredMember } from "./scored-member.ts";
import { SortedChunks } from "./sorted-chunks.ts";
import type { SortedSetLimits } from "./sorted-set-limits.ts";

export type SortedSetEncoding = "listpack" | "skiplist";

const LISTPACK_MEMBER_BYTES = 12;
/** Node with its levels, dictionary entry and string header. */
const SKIPLIST_MEMBER_BYTES = 96;

/** A sorted set: members by name, and in the order of their scores. It changes its encoding where a server does. */
export class SortedSetValue implements Value {
  readonly type = "zset";
  #encoding: SortedSetEncoding;
  readonly #scored: Map<Bytes, ScoredMember>;
  readonly #sorted: SortedChunks;
  /** Made when it is first asked for, then kept up to date. */
  #index: ScanIndex | undefined;
  /** Of all members together. */
  #characters = 0;
  accessedAt = 0;

  constructor(encoding: SortedSetEncoding, sorted: readonly ScoredMember[] = []) {
    this.#encoding = encoding;
    this.#sorted = new SortedChunks(sorted);
    this.#scored = new Map(sorted.map((scored) => [scored.member, scored]));
    for (const { member } of sorted) this.#characters += member.length;
  }

  /** Of members in any order, none twice, in the encoding that suits them. */
  static of(members: readonly ScoredMember[], limits: SortedSetLimits): SortedSetValue {
    const listpack = members.length <= limits.entries && members.every(({ member }) => member.length <= limits.value);
    const kept = listpack ? members.map(({ member, score }) => ({ member, score: unsigned(score) })) : [...members];
    return new SortedSetValue(listpack ? "listpack" : "skiplist", kept.sort(compareScored));
  }

  /** An empty one in the encoding that suits so many members, of so many characters at most. */
  static expecting(count: number, longest: number, { entries, value }: SortedSetLimits): SortedSetValue {
    return new SortedSetValue(count <= entries && longest <= value ? "listpack" : "skiplist");
  }

  get encoding(): SortedSetEncoding {
    return this.#encoding;
  }

  get size(): number {
    return this.#scored.size;
  }

  get bytes(): number {
    const each = this.#encoding === "listpack" ? LISTPACK_MEMBER_BYTES : SKIPLIST_MEMBER_BYTES;
    return this.#characters + each * this.size;
  }

  has(member: Bytes): boolean {
    return this.#scored.has(member);
  }

  scoreOf(member: Bytes): number | undefined {
    return this.#scored.get(member)?.score;
  }

  /** For good, whatever its size. */
  becomeSkiplist(): void {
    this.#encoding = "skiplist";
  }

  /** To be called before so many members are set, of so many characters at most, by servers that look ahead. */
  prepareFor(count: number, longest: number, { entries, value }: SortedSetLimits): void {
    if (count > entries || longest > value) this.#encoding = "skiplist";
  }

  /** Gives a member that score, whether it is there or not. The score is not NaN. */
  set(member: Bytes, score: number, limits: SortedSetLimits): void {
    const existing = this.#scored.get(member);
    if (existing === undefined) {
      if (this.size >= limits.entries || member.length > limits.value) this.#encoding = "skiplist";
      this.#index?.add(member);
      this.#characters += member.length;
    } else {
      this.#sorted.delete(existing);
    }
    const scored = { member, score: this.#encoding === "listpack" ? unsigned(score) : score };
    this.#scored.set(member, scored);
    this.#sorted.insert(scored);
  }

  delete(member: Bytes): boolean {
    const scored = this.#scored.get(member);
    if (scored === undefined) return false;
    this.#sorted.delete(scored);
    this.#forget(scored);
    return true;
  }

  /** How many come before it; undefined when it is not there. */
  rankOf(member: Bytes): number | undefined {
    const scored = this.#scored.get(member);
    return scored === undefined ? undefined : this.#sorted.rankOf(scored);
  }

  /** `rank` is below the size. */
  at(rank: number): ScoredMember {
    return this.#sorted.at(rank);
  }

  /** How many come first of which `isBefore` holds; it holds of all up to a point and of none after it. */
  countBefore(isBefore: (scored: ScoredMember) => boolean): number {
    return this.#sorted.countBefore(isBefore);
  }

  /** Those from rank `start` up to and without `end`, both inside, lowest first. */
  slice(start: number, end: number): ScoredMember[] {
    return this.#sorted.slice(start, end);
  }

  /** Removes what `slice` returns, and returns it. */
  cut(start: number, end: number): ScoredMember[] {
    const removed = this.#sorted.cut(start, end);
    for (const scored of removed) this.#forget(scored);
    return removed;
  }

  /** In order. */
  [Symbol.iterator](): IterableIterator<ScoredMember> {
    return this.#sorted[Symbol.iterator]();
  }

  /** A listpack is given whole, in order. */
  scan(cursor: number, count: number): ScanStep {
    if (this.#encoding === "listpack") return { cursor: 0, keys: Array.from(this, ({ member }) => member) };
    return (this.#index ??= new ScanIndex(this.#scored.keys())).scan(cursor, count);
  }

  clone(): SortedSetValue {
    return new SortedSetValue(this.#encoding, [...this]);
  }

  #forget({ member }: ScoredMember): void {
    this.#scored.delete(member);
    this.#index?.delete(member);
    this.#characters -= member.length;
  }
}

/** A listpack holds whole scores as integers, which have no negative zero. */
const unsigned = (score: number): number => (score === 0 ? 0 : score);
