import type { ServerState } from "../server/command.ts";
import type { Session } from "../server/session.ts";

interface Limit {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softMs: number;
}

/**
 * client-output-buffer-limit: a client that does not take what is sent to it is cut off, at once beyond the hard limit
 * or when it has been beyond the soft one for its time. Transports keep `session.pendingBytes` and ask.
 */
export class OutputLimits {
  readonly #server: ServerState;
  readonly #overSinceMs = new Map<Session, number>();
  #limits: ReadonlyMap<string, Limit>;
  /** Connections cut off for it. */
  exceeded = 0;

  constructor(server: ServerState) {
    this.#server = server;
    this.#limits = parseLimits(server.config.text("client-output-buffer-limit"));
    server.config.changed.push((name) => {
      if (name === "client-output-buffer-limit") this.#limits = parseLimits(server.config.text(name));
    });
    server.listeners.closed.push((session) => this.#overSinceMs.delete(session));
  }

  /** Whether the session is to be cut off for what it has not taken. */
  isExceeded(session: Session, nowMs: number): boolean {
    const limit = this.#limits.get(session.subscriptions > 0 ? "pubsub" : "normal") as Limit;
    const { pendingBytes } = session;
    if (limit.hardBytes > 0 && pendingBytes >= limit.hardBytes) return this.#count();
    if (limit.softBytes === 0 || pendingBytes < limit.softBytes) {
      this.#overSinceMs.delete(session);
      return false;
    }
    const since = this.#overSinceMs.get(session);
    if (since === undefined) this.#overSinceMs.set(session, nowMs);
    else if (nowMs - since > limit.softMs) return this.#count();
    return false;
  }

  /** Disconnects every session that is over its limit. For transports, when time passes or bytes pile up. */
  enforce(): void {
    for (const session of [...this.#server.sessions.values()]) {
      if (session.pendingBytes > 0 && this.isExceeded(session, this.#server.nowMs)) this.#server.disconnect(session);
    }
  }

  #count(): true {
    this.exceeded++;
    return true;
  }
}

/** `normal 0 0 0 slave 268435456 67108864 60 pubsub …`, as the parameter's text is kept. */
function parseLimits(text: string): ReadonlyMap<string, Limit> {
  const words = text.split(" ");
  const limits = new Map<string, Limit>();
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [hardBytes, softBytes, seconds] = words.slice(at + 1, at + 4).map(Number) as [number, number, number];
    limits.set(words[at] as string, { hardBytes, softBytes, softMs: seconds * 1_000 });
  }
  return limits;
}
