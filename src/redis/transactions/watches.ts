import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import type { Session } from "../server/session.ts";

const place = (db: number, key: Bytes): string => `${db}:${key}`;

/** Which sessions watch which keys, and whether what they watch is still as it was. */
export class Watches {
  readonly #server: ServerState;
  readonly #watchers = new Map<string, Set<Session>>();

  constructor(server: ServerState) {
    this.#server = server;
    server.listeners.touched.push((db, key) => this.#touched(db, key));
    server.listeners.closed.push((session) => this.forget(session));
  }

  get keys(): number {
    return this.#watchers.size;
  }

  get clients(): number {
    return new Set([...this.#watchers.values()].flatMap((watchers) => [...watchers])).size;
  }

  /** A key that has expired already is watched as one that is not there. */
  watch(session: Session, db: number, key: Bytes): void {
    this.#server.databases[db]?.peek(key);
    const at = place(db, key);
    session.watched.add(at);
    const watchers = this.#watchers.get(at);
    if (watchers === undefined) this.#watchers.set(at, new Set([session]));
    else watchers.add(session);
  }

  forget(session: Session): void {
    session.watchBroken = false;
    if (session.watched.size === 0) return;
    for (const at of session.watched) {
      const watchers = this.#watchers.get(at);
      watchers?.delete(session);
      if (watchers?.size === 0) this.#watchers.delete(at);
    }
    session.watched.clear();
  }

  /** Whether a watched key has changed; keys whose time has passed are removed to find out. */
  isBroken(session: Session): boolean {
    for (const at of session.watched) {
      const colon = at.indexOf(":");
      const db = this.#server.databases[Number(at.slice(0, colon))];
      if (db === undefined) continue;
      db.nowMs = this.#server.nowMs;
      db.peek(at.slice(colon + 1));
    }
    return session.watchBroken;
  }

  #touched(db: number, key: Bytes): void {
    if (this.#watchers.size === 0) return;
    for (const session of this.#watchers.get(place(db, key)) ?? []) session.watchBroken = true;
  }
}
