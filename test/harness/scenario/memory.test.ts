import { queryObjects } from "node:v8";
import { expect, test } from "vitest";
import { runScenario } from "../../../src/harness/scenario/run.ts";
import { Recorder } from "../../../src/harness/world/recorder.ts";
import { World } from "../../../src/harness/world/world.ts";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { Deferred } from "../../../src/kernel/deferred.ts";
import { chooseDrain } from "../../../src/kernel/host.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { Trace } from "../../../src/kernel/trace.ts";
import { liveHost } from "../../../src/live/host.ts";
import { RedisServer } from "../../../src/redis/server/server.ts";
import { StreamValue } from "../../../src/redis/streams/stream-value.ts";
import { stormy } from "./runner.ts";

/** What is still in memory after a collection of garbage, which counting begins with. */
const left = (): readonly number[] =>
  [World, Scheduler, Recorder, Trace, Decisions, Deferred, RedisServer, StreamValue].map((kind) =>
    queryObjects(kind, { format: "count" }),
  );

test("nothing of a run is left in memory once its outcome is let go", async () => {
  const host = liveHost();
  const drain = await chooseDrain(host);
  const scenario = stormy();
  const play = async (seeds: readonly number[]): Promise<void> => {
    for (const seed of seeds) await runScenario(scenario, host, { seed, drain });
  };
  await play([1, 2, 3, 4]);
  const before = left();
  const bytesBefore = process.memoryUsage().heapUsed;
  await play(Array.from({ length: 40 }, (_, index) => 5 + index));
  const after = left();
  expect(after.filter((count, index) => count > (before[index] as number))).toEqual([]);
  // A run of this size has half a megabyte at least; compiled code and its feedback grow for a while.
  expect((process.memoryUsage().heapUsed - bytesBefore) / 40).toBeLessThan(100_000);
});
