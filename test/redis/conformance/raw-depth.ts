import { RealServer } from "../real/real-server.ts";
import type { Depth, Play } from "./depth.ts";
import { leaveTraces } from "./traces.ts";
import { converseRaw } from "./raw-conversation.ts";
import type { Step } from "./step.ts";

/** A real server, its replies byte for byte. */
export class RawDepth implements Depth {
  readonly name = "raw";
  readonly form = "bytes";
  readonly compat: "7.0" | "8.0";
  readonly #binary: string;
  #server: RealServer;
  #isSpoilt = false;

  private constructor(binary: string, compat: "7.0" | "8.0", server: RealServer) {
    this.#binary = binary;
    this.compat = compat;
    this.#server = server;
  }

  static async start(binary: string, compat: "7.0" | "8.0"): Promise<RawDepth> {
    return new RawDepth(binary, compat, await RealServer.start(binary));
  }

  async converse(steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void> {
    if (this.#isSpoilt) {
      await this.#server.stop();
      this.#server = await RealServer.start(this.#binary);
    }
    this.#isSpoilt = leaveTraces(steps);
    await converseRaw(() => this.#server.connect(), steps, body);
  }

  now(): number {
    return performance.now();
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }
}
