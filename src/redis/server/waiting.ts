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

const place = (db: number, key: Bytes): string => `${db}:${key}`;

/** Sessions that wait for keys, in the order in which they blocked, and the keys that became ready since last served. */
export class Waiting {
  readonly #waiters = new Map<Session, Waiter>();
  readonly #byKey = new Map<string, Set<Waiter>>();
  #ready: { readonly db: number; readonly key: Bytes }[] = [];
  readonly #readyPlaces = new Set<string>();

  get size(): number {
    return this.#waiters.size;
  }

  get sessions(): readonly Session[] {
    return [...this.#waiters.keys()];
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
    for (const key of waiter.options.keys) {
      const at = place(waiter.db, key);
      let waiters = this.#byKey.get(at);
      if (waiters === undefined) this.#byKey.set(at, (waiters = new Set()));
      waiters.add(waiter);
    }
  }

  remove(waiter: Waiter): void {
    this.#waiters.delete(waiter.session);
    for (const key of waiter.options.keys) {
      const at = place(waiter.db, key);
      const waiters = this.#byKey.get(at);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#byKey.delete(at);
    }
  }

  markReady(db: number, key: Bytes): void {
    if (this.#byKey.size === 0) return;
    const at = place(db, key);
    if (!this.#byKey.has(at) || this.#readyPlaces.has(at)) return;
    this.#readyPlaces.add(at);
    this.#ready.push({ db, key });
  }

  /** The keys that became ready, first to last, taken off the list. */
  takeReady(): readonly { readonly db: number; readonly key: Bytes }[] {
    const ready = this.#ready;
    if (ready.length > 0) {
      this.#ready = [];
      this.#readyPlaces.clear();
    }
    return ready;
  }

  waitersOf(db: number, key: Bytes): readonly Waiter[] {
    return [...(this.#byKey.get(place(db, key)) ?? [])];
  }

  /** Those whose time is up, earliest deadline first, then in the order in which they blocked. */
  overdue(nowMs: number): readonly Waiter[] {
    return [...this.#waiters.values()].filter(({ deadlineMs }) => deadlineMs <= nowMs)
      .sort((left, right) => left.deadlineMs - right.deadlineMs);
  }
}
