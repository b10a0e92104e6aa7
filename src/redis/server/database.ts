import type { Bytes } from "./bytes.ts";
import { wrongType } from "./reply.ts";
import type { Value, ValueType } from "./value.ts";

/** Told of what happens to keys, so that watchers, blocked readers, eviction and replication can follow. */
export interface KeyObserver {
  /** The value or the time to live has changed, or the key is gone. */
  touched(db: number, key: Bytes): void;
  /** Somebody blocked on the key may now be served. */
  ready(db: number, key: Bytes): void;
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
  readonly #values = new Map<Bytes, Value>();
  /** Unix ms. */
  readonly #expiries = new Map<Bytes, number>();
  nowMs = 0;
  hidesExpired = false;

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

  /** Puts a new value in the key's place; its time to live goes unless it is to be kept. */
  set(key: Bytes, value: Value, keepTtl = false): void {
    this.#values.set(key, value);
    if (!keepTtl && this.#expiries.size > 0) this.#expiries.delete(key);
    this.#observer.touched(this.index, key);
    this.#observer.ready(this.index, key);
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
    if (this.get(key) === undefined) return false;
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

  /** Removes what has expired, as the server's cycle in the background does. */
  sweep(): void {
    if (this.#expiries.size === 0 || this.hidesExpired) return;
    for (const [key, at] of [...this.#expiries]) if (at <= this.nowMs) this.#expire(key);
  }

  clear(): void {
    const keys = [...this.#values.keys()];
    this.#values.clear();
    this.#expiries.clear();
    for (const key of keys) {
      this.#observer.touched(this.index, key);
      this.#observer.ready(this.index, key);
    }
  }

  #isExpired(key: Bytes): boolean {
    const at = this.#expiries.get(key);
    return at !== undefined && at <= this.nowMs;
  }

  #expire(key: Bytes): void {
    this.#remove(key);
    this.#observer.expired(this.index, key);
  }

  #remove(key: Bytes): void {
    this.#values.delete(key);
    this.#expiries.delete(key);
    this.#observer.touched(this.index, key);
    this.#observer.ready(this.index, key);
  }
}
