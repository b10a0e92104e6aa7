import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";
import { ManualTiming } from "../mock/manual-timing.ts";
import { RealServer } from "../real/real-server.ts";
import { WireWorld } from "../wire/wire-world.ts";
import { converseByClients } from "./client-conversation.ts";
import type { Depth, Play } from "./depth.ts";
import type { Step } from "./step.ts";
import { leaveTraces } from "./traces.ts";

type Compat = Depth["compat"];
type Body = (play: Play) => Promise<void>;

const START_MS = 1_700_000_000_000;
/** How long to wait for answers that are due: longer than a machine stands still. */
const PATIENCE_MS = 10_000;

const PLAIN = { enableReadyCheck: false, disableClientInfo: true, retryStrategy: () => null };

/** SimRedis, in virtual time. */
export const mockDepth = (compat: Compat): Depth => ({
  name: "mock", form: "decoded", compat,
  async converse(_steps: readonly Step[], body: Body): Promise<void> {
    const timing = new ManualTiming(START_MS);
    const server = new SimServer({ compat, timing });
    await converseByClients({
      connect: async () => new SimRedis({ server }),
      sleep: async (ms) => timing.advance(ms),
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
  #isSpoilt = false;

  private constructor(binary: string, compat: Compat, server: RealServer) {
    this.#binary = binary;
    this.compat = compat;
    this.#server = server;
  }

  static async start(binary: string, compat: Compat): Promise<LiveDepth> {
    return new LiveDepth(binary, compat, await RealServer.start(binary));
  }

  async converse(steps: readonly Step[], body: Body): Promise<void> {
    if (this.#isSpoilt) {
      await this.#server.stop();
      this.#server = await RealServer.start(this.#binary);
    }
    this.#isSpoilt = leaveTraces(steps);
    const control = await this.#connect();
    const barrier = (): Promise<void> => control.ping().then(() => turn());
    try {
      await control.flushall();
      await control.script("FLUSH");
      await converseByClients({
        connect: async () => {
          const client = await this.#connect();
          // A connection stands before its server has accepted it; another's reply comes no sooner than that.
          await barrier();
          return client;
        },
        sleep: (ms) => sleep(ms),
        async settle() {
          for (let round = 0; round < 2; round++) await barrier();
        },
        async until(holds) {
          const end = performance.now() + PATIENCE_MS;
          while (!holds() && performance.now() < end) await sleep(1);
        },
      }, body);
    } finally {
      control.disconnect();
    }
  }

  now(): number {
    return performance.now();
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
