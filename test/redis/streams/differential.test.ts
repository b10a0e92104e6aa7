import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reply } from "../../../src/redis/server/reply.ts";
import { ReplyEncoder } from "../conformance/reply-encoder.ts";
import { installedReleases } from "../real/find-server.ts";
import type { RawConnection } from "../real/raw-connection.ts";
import { RealServer } from "../real/real-server.ts";
import { DirectServer } from "../server/direct-client.ts";
import { histories, type Command } from "./history.ts";

const BUDGET_MS = 8_000;
const RUNS = 400;

/** Clocks differ: absolute times, and how long ago something was. */
const masked = (bytes: string): string => bytes
  .replace(/:1[67]\d{11}\r/g, ":TIME\r")
  .replace(/(\$\d+\r\n(?:idle|inactive)\r\n):\d+/g, "$1:MS")
  .replace(/(\r\n\$2\r\nc\d\r\n):\d+(\r\n:-?\d+\r\n)/g, "$1:MS$2");

interface NodeParameters {
  readonly entries: number;
  readonly bytes: number;
}

const nodes = fc.record({ entries: fc.constantFrom(100, 3, 10, 0), bytes: fc.constantFrom(4_096, 300, 0) });

async function compare(
  real: RawConnection, compat: "7.0" | "8.0", history: readonly Command[], { entries, bytes }: NodeParameters,
): Promise<void> {
  const direct = new DirectServer(compat);
  // The present, so that times of both have as many digits.
  direct.nowMs = Date.now();
  const model = direct.client();
  const encoder = new ReplyEncoder(compat);
  await real.ask("FLUSHALL");
  await real.ask("CONFIG", "SET", "stream-node-max-entries", String(entries), "stream-node-max-bytes", String(bytes));
  direct.server.config.set("stream-node-max-entries", String(entries));
  direct.server.config.set("stream-node-max-bytes", String(bytes));
  for (const args of history) real.send(...args);
  await real.until(history.length);
  const answers = real.take();
  for (const [place, args] of history.entries()) {
    const mine = encoder.bytes(model.run(...args) as Reply, 2);
    expect([args, masked(mine)]).toEqual([args, masked(answers[place] as string)]);
  }
}

for (const { release, binary, title } of installedReleases()) {
  test.skipIf(binary === undefined)(`random histories get the replies of ${title} (${release.compat})`, async () => {
    const server = await RealServer.start(binary as string);
    try {
      const real = await server.connect();
      await fc.assert(
        fc.asyncProperty(histories(150), nodes, (history, parameters) =>
          compare(real, release.compat, history, parameters),
        ),
        { numRuns: RUNS, interruptAfterTimeLimit: BUDGET_MS },
      );
      await real.close();
    } finally {
      await server.stop();
    }
  });

  test.skipIf(binary === undefined)(
    `MEMORY USAGE of streams is that of ${title} to the byte (${release.compat})`,
    async () => {
      const server = await RealServer.start(binary as string);
      try {
        const real = await server.connect();
        const direct = new DirectServer(release.compat);
        const model = direct.client();
        const both = async (...args: readonly string[]): Promise<void> => {
          await real.ask(...args);
          model.run(...args);
        };
        const steps: readonly Command[] = [
          ["XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"],
          ...Array.from({ length: 300 }, (_, i): Command => [
            "XADD", "s", `${1_000 * i}-${i % 3}`, "data", "x".repeat((i * 37) % 400),
          ]),
          ["XREADGROUP", "GROUP", "g", "alice", "COUNT", "70", "STREAMS", "s", ">"],
          ["XTRIM", "s", "MAXLEN", "~", "120"],
          ["XREADGROUP", "GROUP", "g", "bob", "COUNT", "100", "STREAMS", "s", ">"],
        ];
        for (const [place, step] of steps.entries()) {
          await both(...step);
          if (place % 23 !== 0 && place < 298) continue;
          for (const samples of [[], ["SAMPLES", "0"], ["SAMPLES", "1"], ["SAMPLES", "3"]]) {
            const usage = ["MEMORY", "USAGE", "s", ...samples];
            expect([step, usage, model.run(...usage)]).toEqual([
              step, usage, Number((await real.ask(...usage)).slice(1)),
            ]);
          }
        }
        await real.close();
      } finally {
        await server.stop();
      }
    },
  );
}
