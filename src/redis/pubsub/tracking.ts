import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec, ServerState } from "../server/command.ts";
import { keyAccess } from "../acl/key-access.ts";
import { PushReply } from "../server/reply.ts";
import type { Session } from "../server/session.ts";

/** How a client follows the keys that it may have cached. */
export interface TrackingMode {
  /** The session that is told in its place; 0 for itself. */
  readonly redirect: number;
  readonly broadcast: boolean;
  readonly prefixes: readonly Bytes[];
  readonly optIn: boolean;
  readonly optOut: boolean;
  readonly noLoop: boolean;
}

interface Follower {
  mode: TrackingMode;
  /** Said by CLIENT CACHING about the next command. */
  caching: "yes" | "no" | undefined;
}

const INVALIDATIONS = "__redis__:invalidate";

/** Client-side caching: who read which keys, and who is to be told when they change. */
export class Tracking {
  readonly #server: ServerState;
  readonly #followers = new Map<Session, Follower>();
  readonly #readers = new Map<Bytes, Set<Session>>();
  readonly #touched = new Set<Bytes>();
  #listening = false;

  constructor(server: ServerState) {
    this.#server = server;
  }

  get clients(): number {
    return this.#followers.size;
  }

  get trackedKeys(): number {
    return this.#readers.size;
  }

  get prefixes(): number {
    return new Set([...this.#followers.values()].flatMap(({ mode }) => (mode.broadcast ? mode.prefixes : []))).size;
  }

  modeOf(session: Session): TrackingMode | undefined {
    return this.#followers.get(session)?.mode;
  }

  cachingOf(session: Session): "yes" | "no" | undefined {
    return this.#followers.get(session)?.caching;
  }

  setCaching(session: Session, caching: "yes" | "no"): void {
    const follower = this.#followers.get(session);
    if (follower !== undefined) follower.caching = caching;
  }

  /** The session that it wished to be told in its place is gone. */
  isRedirectionBroken(session: Session): boolean {
    const redirect = this.modeOf(session)?.redirect ?? 0;
    return redirect !== 0 && !this.#server.sessions.has(redirect);
  }

  follow(session: Session, mode: TrackingMode): void {
    this.#followers.set(session, { mode, caching: undefined });
    if (this.#listening) return;
    this.#listening = true;
    const { listeners } = this.#server;
    listeners.touched.push((_db, key) => {
      if (this.#followers.size > 0) this.#touched.add(key);
    });
    listeners.executed.push(({ session: by }, spec, args) => this.#executed(by, spec, args));
    listeners.closed.push((closed) => this.unfollow(closed));
  }

  unfollow(session: Session): void {
    if (!this.#followers.delete(session)) return;
    for (const [key, readers] of this.#readers) {
      readers.delete(session);
      if (readers.size === 0) this.#readers.delete(key);
    }
  }

  #executed(by: Session, spec: CommandSpec, args: readonly Bytes[]): void {
    if (this.#touched.size > 0) this.#invalidate(by);
    const follower = this.#followers.get(by);
    if (follower === undefined || spec.name === "client|caching") return;
    const { mode, caching } = follower;
    if (by.transaction === undefined) follower.caching = undefined;
    if (mode.broadcast || !spec.flags.includes("readonly")) return;
    if ((mode.optIn && caching !== "yes") || (mode.optOut && caching === "no")) return;
    for (const { position } of keyAccess(spec, args) ?? []) {
      const key = args[position] as Bytes;
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([by]));
      else readers.add(by);
    }
  }

  #invalidate(by: Session): void {
    const keys = [...this.#touched];
    this.#touched.clear();
    for (const key of keys) {
      const readers = this.#readers.get(key);
      this.#readers.delete(key);
      for (const reader of readers ?? []) this.#tell(reader, by, [key]);
    }
    for (const [session, { mode }] of this.#followers) {
      if (!mode.broadcast) continue;
      const followed = keys.filter(
        (key) => mode.prefixes.length === 0 || mode.prefixes.some((prefix) => key.startsWith(prefix)),
      );
      if (followed.length > 0) this.#tell(session, by, followed);
    }
  }

  #tell(reader: Session, by: Session, keys: readonly Bytes[]): void {
    const mode = this.modeOf(reader);
    if (mode === undefined || (mode.noLoop && reader === by)) return;
    const target = mode.redirect === 0 ? reader : this.#server.sessions.get(mode.redirect);
    if (target === undefined) {
      if (reader.protocol === 3) reader.deliver(new PushReply(["tracking-redir-broken", mode.redirect]));
    } else if (target.protocol === 3) {
      target.deliver(new PushReply(["invalidate", keys]));
    } else if (mode.redirect !== 0 && target.channels.has(INVALIDATIONS)) {
      target.deliver(new PushReply(["message", INVALIDATIONS, keys]));
    }
  }
}
