import { RandomStream } from "../../../src/kernel/random.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import { bytesOfText } from "../../../src/redis/server/bytes.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";
import type { RedisServer } from "../../../src/redis/server/server.ts";
import type { Session } from "../../../src/redis/server/session.ts";

/** Unix ms at which the test server's clock starts. */
export const START_MS = 1_700_000_000_000;

/** A model server with a clock that the test sets, and clients that call it directly. */
export class DirectServer {
  readonly server: RedisServer;
  nowMs = START_MS;

  constructor(compat: Compat = "7.2") {
    const random = new RandomStream(1, "redis");
    this.server = modelRedis({ compat, random: () => random.word(), startedAtUs: START_MS * 1_000 });
  }

  client(): DirectClient {
    return new DirectClient(this);
  }

  sleep(ms: number): void {
    this.nowMs += ms;
    this.server.advance(this.nowMs * 1_000);
  }
}

export class DirectClient {
  readonly delivered: Reply[] = [];
  readonly session: Session;
  readonly #direct: DirectServer;
  closed = false;

  constructor(direct: DirectServer) {
    this.#direct = direct;
    this.session = direct.server.connect({
      deliver: (reply) => this.delivered.push(reply), close: () => (this.closed = true),
    });
  }

  /** The reply; undefined when the client now waits or was answered by deliveries. */
  run(...args: (string | number)[]): Reply | undefined {
    return this.#direct.server.apply(
      this.session, args.map((arg) => bytesOfText(String(arg))), this.#direct.nowMs * 1_000,
    );
  }
}
