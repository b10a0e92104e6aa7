import type { Bytes } from "./bytes.ts";
import { wrongType } from "./reply.ts";
import { ScanIndex, type ScanStep } from "./scan-index.ts";
import type { Value, ValueType } from "./value.ts";

/** Told of what happens to keys, so that watchers, blocked readers, eviction and replication can follow. */
export interface KeyObserver {
  /** The value or the time to live has changed, or the key is gone. */
  touched(db: number, key: Bytes): void;
  /** Somebody blocked on the key may now be served. */
  ready(db: number, key: Bytes): void;
  /** Another value has taken a stream's place. */
  streamReplaced(db: number, key: Bytes): void;
  /** The key's time had passed and it was removed. */
  expired(db: number, key: Bytes): void;
}

/**
 * One numbered keyspace. Reads remove what has expired (on a replica they hide it: only its master's DEL removes it).
 * The time is that of the command being executed.
 */
export class Database {
  readonly index: number;
  readonly #observer: KeyObserver;
  #values = new Map<Bytes, Value>();
  /** Unix ms. */
  #expiries = new Map<Bytes, number>();
  /** Made when it is first asked for, then kept up to date. */
  #scanIndex: ScanIndex | undefined;
  nowMs = 0;
  hidesExpired = false;
  /** While commands of a log or of a master are applied: they saw every key that they did not delete. */
  keepsExpired = false;

  constructor(index: number, observer: KeyObserver) {
    this.index = index;
    this.#observer = observer;
  }

  /** Includes keys that have expired and were not touched since, as DBSIZE does. */
  get size(): number {
    return this.#values.size;
  }

  get expiring(): number {
    return this.#expiries.size;
  }

  get(key: Bytes): Value | undefined {
    const value = this.peek(key);
    if (value !== undefined) value.accessedAt = Math.floor(this.nowMs / 1_000);
    return value;
  }

  /** As `get`, without counting as an access: EXISTS, TYPE, TTL, OBJECT. */
  peek(key: Bytes): Value | undefined {
    if (this.#expiries.size > 0 && this.#isExpired(key)) {
      if (!this.hidesExpired) this.#expire(key);
      return undefined;
    }
    return this.#values.get(key);
  }

  /** The value, if it is of that type; undefined when there is none, WRONGTYPE thrown when it is another. */
  getOf<T extends Value>(key: Bytes, type: T["type"] & ValueType): T | undefined {
    const value = this.get(key);
    if (value !== undefined && value.type !== type) throw wrongType();
    return value as T | undefined;
  }

  /**
   * Puts a new value in the key's place; its time to live goes unless it is to be kept. As in a server, who waits for
   * the key is not woken by what takes another value's place.
   */
  set(key: Bytes, value: Value, keepTtl = false): void {
    value.accessedAt = Math.floor(this.nowMs / 1_000);
    const replaced = this.#values.get(key);
    if (this.#scanIndex !== undefined && replaced === undefined) this.#scanIndex.add(key);
    this.#values.set(key, value);
    if (!keepTtl && this.#expiries.size > 0) this.#expiries.delete(key);
    this.#observer.touched(this.index, key);
    if (replaced === undefined) this.#observer.ready(this.index, key);
    else if (replaced.type === "stream") this.#observer.streamReplaced(this.index, key);
  }

  /** A value has been changed in place. Collections that have become empty are removed by the caller. */
  touch(key: Bytes): void {
    this.#observer.touched(this.index, key);
  }

  /** A value now holds something that blocked readers may have waited for. */
  ready(key: Bytes): void {
    this.#observer.ready(this.index, key);
  }

  delete(key: Bytes): boolean {
    if (this.peek(key) === undefined) return false;
    this.#remove(key);
    return true;
  }

  /** Unix ms at which the key goes; undefined when it stays. */
  expiryOf(key: Bytes): number | undefined {
    return this.#expiries.get(key);
  }

  /** `at` undefined makes it stay. The caller has checked that the key is there. */
  setExpiry(key: Bytes, at: number | undefined): void {
    if (at === undefined) this.#expiries.delete(key);
    else this.#expiries.set(key, at);
    this.#observer.touched(this.index, key);
  }

  /** Every key that has not expired, in order of insertion. */
  *keys(): IterableIterator<Bytes> {
    for (const key of this.#values.keys()) if (this.#expiries.size === 0 || !this.#isExpired(key)) yield key;
  }

  /** The keys that have a time to live, in the order in which they got one. */
  volatileKeys(): IterableIterator<Bytes> {
    return this.#expiries.keys();
  }

  /** Removes what has expired, as the server's cycle in the background does. */
  sweep(): void {
    if (this.#expiries.size === 0 || this.hidesExpired) return;
    for (const [key, at] of [...this.#expiries]) if (at < this.nowMs) this.#expire(key);
  }

  clear(): void {
    const keys = [...this.#values.keys()];
    this.#values.clear();
    this.#expiries.clear();
    this.#scanIndex = undefined;
    this.#announce(keys);
  }

  /** One step of SCAN; see ScanIndex. May give keys that have expired. */
  scan(cursor: number, count: number): ScanStep {
    return (this.#scanIndex ??= new ScanIndex(this.#values.keys())).scan(cursor, count);
  }

  /** Any key, expired ones too; undefined when there is none. */
  randomKey(random: () => number): Bytes | undefined {
    if (this.#values.size === 0) return undefined;
    return (this.#scanIndex ??= new ScanIndex(this.#values.keys())).random(random);
  }

  /** Exchanges all keys with another database: SWAPDB. */
  swap(other: Database): void {
    const keys = new Set([...this.#values.keys(), ...other.#values.keys()]);
    [this.#values, other.#values] = [other.#values, this.#values];
    [this.#expiries, other.#expiries] = [other.#expiries, this.#expiries];
    [this.#scanIndex, other.#scanIndex] = [other.#scanIndex, this.#scanIndex];
    this.#announce(keys);
    other.#announce(keys);
  }

  #announce(keys: Iterable<Bytes>): void {
    for (const key of keys) {
      this.#observer.touched(this.index, key);
      this.#observer.ready(this.index, key);
    }
  }

  #isExpired(key: Bytes): boolean {
    const at = this.#expiries.get(key);
    return at !== undefined && at < this.nowMs && !this.keepsExpired;
  }

  #expire(key: Bytes): void {
    this.#remove(key);
    this.#observer.expired(this.index, key);
  }

  #remove(key: Bytes): void {
    this.#scanIndex?.delete(key);
    this.#values.delete(key);
    this.#expiries.delete(key);
    this.#observer.touched(this.index, key);
    this.#observer.ready(this.index, key);
  }
}
