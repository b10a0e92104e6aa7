import type { BlockedOptions } from "./command.ts";
import type { Bytes } from "./bytes.ts";
import type { Session } from "./session.ts";

export class Waiter {
  readonly session: Session;
  readonly db: number;
  readonly options: BlockedOptions;
  /** Unix ms; Infinity when it waits for ever. */
  readonly deadlineMs: number;
  /** Its neighbours in the order in which they blocked. */
  before: Waiter | undefined = undefined;
  after: Waiter | undefined = undefined;

  constructor(session: Session, options: BlockedOptions, deadlineMs: number) {
    this.session = session;
    this.db = session.db;
    this.options = options;
    this.deadlineMs = deadlineMs;
  }
}

/** Those who wait for one key, and whether it has become ready since they were last served. */
interface Place {
  readonly db: number;
  readonly key: Bytes;
  /** In the order in which they blocked. */
  readonly waiters: Waiter[];
  isReady: boolean;
}

/** Keys remembered with nobody waiting: who reads in a loop waits for the same one again and again. */
const MAX_IDLE_PLACES = 64;

const NOTHING_READY: readonly Place[] = [];

/**
 * Sessions that wait for keys, in the order in which they blocked, and the keys that became ready since last served.
 */
export class Waiting {
  #first: Waiter | undefined;
  #last: Waiter | undefined;
  #size = 0;
  /** By database, then by key. */
  readonly #places: (Map<Bytes, Place> | undefined)[] = [];
  #ready: Place[] = [];

  get size(): number {
    return this.#size;
  }

  get sessions(): readonly Session[] {
    return this.all.map(({ session }) => session);
  }

  /** In the order in which they blocked. */
  get all(): readonly Waiter[] {
    const all: Waiter[] = [];
    for (let waiter = this.#first; waiter !== undefined; waiter = waiter.after) all.push(waiter);
    return all;
  }

  of(session: Session): Waiter | undefined {
    return session.waiter as Waiter | undefined; // nobody else sets it
  }

  /** The earliest time at which somebody gives up; Infinity when nobody will. */
  get deadlineMs(): number {
    let earliest = Infinity;
    for (let waiter = this.#first; waiter !== undefined; waiter = waiter.after) {
      if (waiter.deadlineMs < earliest) earliest = waiter.deadlineMs;
    }
    return earliest;
  }

  add(waiter: Waiter): void {
    waiter.session.waiter = waiter;
    waiter.before = this.#last;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.after = waiter;
    this.#last = waiter;
    this.#size++;
    const { db } = waiter;
    const places = (this.#places[db] ??= new Map<Bytes, Place>());
    for (const key of waiter.options.keys) {
      const place = places.get(key);
      if (place === undefined) places.set(key, { db, key, waiters: [waiter], isReady: false });
      else if (place.waiters.at(-1) !== waiter) place.waiters.push(waiter);
    }
  }

  remove(waiter: Waiter): void {
    const { before, after } = waiter;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    waiter.session.waiter = undefined;
    this.#size--;
    const places = this.#places[waiter.db] as Map<Bytes, Place>;
    for (const key of waiter.options.keys) {
      const place = places.get(key);
      const at = place?.waiters.indexOf(waiter) ?? -1;
      if (place === undefined || at < 0) continue;
      if (at === place.waiters.length - 1) place.waiters.pop();
      else place.waiters.splice(at, 1);
      if (place.waiters.length === 0 && places.size > MAX_IDLE_PLACES) places.delete(key);
    }
  }

  markReady(db: number, key: Bytes): void {
    if (this.#size === 0) return;
    const place = this.#places[db]?.get(key);
    if (place === undefined || place.isReady || place.waiters.length === 0) return;
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
    return this.all.filter(({ deadlineMs }) => deadlineMs <= nowMs)
      .sort((left, right) => left.deadlineMs - right.deadlineMs);
  }
}
