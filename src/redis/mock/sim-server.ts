import { RandomStream } from "../../kernel/random.ts";
import { modelRedis } from "../model-redis.ts";
import { realTiming } from "../live/real-timing.ts";
import type { Bytes } from "../server/bytes.ts";
import type { Compat } from "../server/compat.ts";
import type { Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Deliver, Session } from "../server/session.ts";
import type { Timing } from "../wire/transport.ts";

export interface SimServerOptions {
  /** Whose behaviour; Redis 7.2 when absent. */
  readonly compat?: Compat;
  /** The clock and the timers; the machine's when absent. */
  readonly timing?: Timing;
  /** Whole numbers below 2^32, for SPOP and the like; a fixed sequence when absent. */
  readonly random?: () => number;
}

/** A model server in this process, for clients that call it without a connection between. */
export class SimServer {
  readonly redis: RedisServer;
  readonly #timing: Timing;
  #cancelDeadline: (() => void) | undefined;

  constructor({ compat = "7.2", timing = realTiming, random = fixedSequence() }: SimServerOptions = {}) {
    this.#timing = timing;
    this.redis = modelRedis({ compat, random, startedAtUs: timing.nowUs() });
  }

  connect(deliver: Deliver, close: () => void): Session {
    return this.redis.connect({ deliver, close });
  }

  disconnect(session: Session): void {
    this.redis.disconnect(session);
  }

  /** The reply; undefined when it comes later, or never does. */
  execute(session: Session, args: readonly Bytes[]): Reply | undefined {
    const reply = this.redis.apply(session, args, this.#timing.nowUs());
    if (reply === undefined) this.#watchDeadline();
    return reply;
  }

  #watchDeadline(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
    const { deadlineMs } = this.redis;
    if (deadlineMs === Infinity) return;
    const us = Math.max(0, Math.ceil(deadlineMs * 1_000 - this.#timing.nowUs()));
    this.#cancelDeadline = this.#timing.after(us, () => {
      this.redis.advance(this.#timing.nowUs());
      this.#watchDeadline();
    });
  }
}

/** The same numbers for every server. */
function fixedSequence(): () => number {
  const stream = new RandomStream(1, "redis");
  return () => stream.word();
}

const shared = new Map<string, SimServer>();

/** The server of all clients of the process that name this host and port, made when the first one asks. */
export function sharedServer(host: string, port: number): SimServer {
  const address = `${host}:${port}`;
  let server = shared.get(address);
  if (server === undefined) shared.set(address, (server = new SimServer()));
  return server;
}
