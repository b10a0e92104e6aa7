import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";
import { RealServer } from "../real/real-server.ts";
import { WireWorld } from "../wire/wire-world.ts";
import { converseByClients } from "./client-conversation.ts";
import type { Depth, Play } from "./depth.ts";
import type { Step } from "./step.ts";
import { leaveTraces } from "./traces.ts";

type Compat = Depth["compat"];
type Body = (play: Play) => Promise<void>;

const PLAIN = { enableReadyCheck: false, disableClientInfo: true, retryStrategy: () => null };

/** SimRedis. */
export const mockDepth = (compat: Compat): Depth => ({
  name: "mock", form: "decoded", compat,
  async converse(_steps: readonly Step[], body: Body): Promise<void> {
    const server = new SimServer({ compat });
    await converseByClients({
      connect: async () => new SimRedis({ server }),
      sleep: (ms) => sleep(ms),
      settle: () => turn(),
    }, body);
  },
  async close(): Promise<void> {},
});

/** The unmodified ioredis on the model, in virtual time. */
export const wireDepth = (compat: Compat): Depth => ({
  name: "wire", form: "decoded", compat,
  async converse(_steps: readonly Step[], body: Body): Promise<void> {
    await WireWorld.run({ compat }, (world) => converseByClients({
      connect: async () => world.client(PLAIN),
      sleep: (ms) => world.sleep(ms),
      // Longer than the slowest round trip, shorter than what cases wait for.
      settle: () => world.sleep(3),
    }, body));
  },
  async close(): Promise<void> {},
});

/** ioredis and a real server. */
export class LiveDepth implements Depth {
  readonly name = "live";
  readonly form = "decoded";
  readonly compat: Compat;
  readonly #binary: string;
  #server: RealServer;

  private constructor(binary: string, compat: Compat, server: RealServer) {
    this.#binary = binary;
    this.compat = compat;
    this.#server = server;
  }

  static async start(binary: string, compat: Compat): Promise<LiveDepth> {
    return new LiveDepth(binary, compat, await RealServer.start(binary));
  }

  async converse(steps: readonly Step[], body: Body): Promise<void> {
    const control = await this.#connect();
    try {
      await control.flushall();
      await control.script("FLUSH");
      await converseByClients({
        connect: () => this.#connect(),
        sleep: (ms) => sleep(ms),
        async settle() {
          for (let round = 0; round < 2; round++) await control.ping().then(() => turn());
        },
      }, body);
    } finally {
      control.disconnect();
    }
    if (!leaveTraces(steps)) return;
    await this.#server.stop();
    this.#server = await RealServer.start(this.#binary);
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }

  async #connect(): Promise<Redis> {
    const client = new Redis(this.#server.socketPath, { ...PLAIN, lazyConnect: true });
    await client.connect();
    return client;
  }
}
