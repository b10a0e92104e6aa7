import type { BlockedOptions } from "./command.ts";
import type { Bytes } from "./bytes.ts";
import type { Session } from "./session.ts";

export interface Waiter {
  readonly session: Session;
  readonly db: number;
  readonly options: BlockedOptions;
  /** Unix ms; Infinity when it waits for ever. */
  readonly deadlineMs: number;
}

/** Those who wait for one key, and whether it has become ready since they were last served. */
interface Place {
  readonly db: number;
  readonly key: Bytes;
  readonly waiters: Set<Waiter>;
  isReady: boolean;
}

const NOTHING_READY: readonly Place[] = [];

/** Sessions that wait for keys, in the order in which they blocked, and the keys that became ready since last served. */
export class Waiting {
  readonly #waiters = new Map<Session, Waiter>();
  /** By database, then by key. */
  readonly #places: (Map<Bytes, Place> | undefined)[] = [];
  #ready: Place[] = [];

  get size(): number {
    return this.#waiters.size;
  }

  get sessions(): readonly Session[] {
    return [...this.#waiters.keys()];
  }

  /** In the order in which they blocked. */
  get all(): readonly Waiter[] {
    return [...this.#waiters.values()];
  }

  of(session: Session): Waiter | undefined {
    return this.#waiters.get(session);
  }

  /** The earliest time at which somebody gives up; Infinity when nobody will. */
  get deadlineMs(): number {
    let earliest = Infinity;
    for (const { deadlineMs } of this.#waiters.values()) if (deadlineMs < earliest) earliest = deadlineMs;
    return earliest;
  }

  add(waiter: Waiter): void {
    this.#waiters.set(waiter.session, waiter);
    const { db } = waiter;
    const places = (this.#places[db] ??= new Map<Bytes, Place>());
    for (const key of waiter.options.keys) {
      let place = places.get(key);
      if (place === undefined) places.set(key, (place = { db, key, waiters: new Set(), isReady: false }));
      place.waiters.add(waiter);
    }
  }

  remove(waiter: Waiter): void {
    this.#waiters.delete(waiter.session);
    const places = this.#places[waiter.db] as Map<Bytes, Place>;
    for (const key of waiter.options.keys) {
      const place = places.get(key);
      place?.waiters.delete(waiter);
      if (place?.waiters.size === 0) places.delete(key);
    }
  }

  markReady(db: number, key: Bytes): void {
    if (this.#waiters.size === 0) return;
    const place = this.#places[db]?.get(key);
    if (place === undefined || place.isReady) return;
    place.isReady = true;
    this.#ready.push(place);
  }

  /** The keys that became ready, first to last, taken off the list. */
  takeReady(): readonly { readonly db: number; readonly key: Bytes }[] {
    const ready = this.#ready;
    if (ready.length === 0) return NOTHING_READY;
    this.#ready = [];
    for (const place of ready) place.isReady = false;
    return ready;
  }

  waitersOf(db: number, key: Bytes): readonly Waiter[] {
    const place = this.#places[db]?.get(key);
    return place === undefined ? [] : [...place.waiters];
  }

  /** Those whose time is up, earliest deadline first, then in the order in which they blocked. */
  overdue(nowMs: number): readonly Waiter[] {
    return [...this.#waiters.values()].filter(({ deadlineMs }) => deadlineMs <= nowMs)
      .sort((left, right) => left.deadlineMs - right.deadlineMs);
  }
}
