import type { Compat } from "../../../src/redis/server/compat.ts";
import { ModelListener } from "../real/model-listener.ts";
import type { Depth, Play } from "./depth.ts";
import { converseRaw } from "./raw-conversation.ts";
import type { Step } from "./step.ts";

/** The model behind TCP, a server for each case. */
export class TcpDepth implements Depth {
  readonly name = "tcp";
  readonly form = "bytes";
  readonly compat: Compat;

  constructor(compat: Compat) {
    this.compat = compat;
  }

  async converse(steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void> {
    const listener = await ModelListener.start(this.compat);
    try {
      await converseRaw(() => listener.connect(), steps, body);
    } finally {
      await listener.stop();
    }
  }

  now(): number {
    return performance.now();
  }

  async close(): Promise<void> {}
}
