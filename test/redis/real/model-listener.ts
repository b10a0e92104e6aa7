import { RandomStream } from "../../../src/kernel/random.ts";
import { TcpServer } from "../../../src/redis/live/tcp-server.ts";
import { realTiming } from "../../../src/redis/live/real-timing.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { RawConnection, type Address } from "./raw-connection.ts";

/** The model behind a socket on the loopback interface, on a port of its own. */
export class ModelListener {
  readonly #listener: TcpServer;

  private constructor(listener: TcpServer) {
    this.#listener = listener;
  }

  static async start(compat: Compat): Promise<ModelListener> {
    const random = new RandomStream(1, "redis");
    const server = modelRedis({ compat, random: () => random.word(), startedAtUs: realTiming.nowUs() });
    return new ModelListener(await TcpServer.listen({ server, at: { port: 0 } }));
  }

  get address(): Address {
    return this.#listener.address as Address;
  }

  connect(): Promise<RawConnection> {
    return RawConnection.open(this.address);
  }

  stop(): Promise<void> {
    return this.#listener.close();
  }
}
