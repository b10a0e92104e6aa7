import { runReplay } from "../../src/harness/replay.ts";
import { boundHeapGrowth } from "../../src/live/heap.ts";
import { liveHost } from "../../src/live/host.ts";
import { PER_SECOND, steadyBus } from "./source.ts";

/** What the child tells its parent at the end. */
export interface DayResult {
  readonly verdict: string;
  readonly delivered: number;
  readonly duplicates: number;
  readonly retries: number;
  readonly streamLength: number;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** Requests and replies that are lost, appends that come twice or in part, and partitions of up to three seconds. */
const FAULTS = [
  ...["request-lost", "reply-lost", "duplicated", "half-applied", "partition"].map((fault) => `fault.feed.${fault}`),
  "fault.engine.request-lost", "fault.engine.reply-lost",
];

/** Carries so many virtual seconds of messages over the bus, all oracles on. */
export async function day(virtualSeconds: number): Promise<DayResult> {
  boundHeapGrowth();
  const { report } = await runReplay(steadyBus(virtualSeconds * PER_SECOND), liveHost(), {
    seed: 24, path: "a day", faults: FAULTS,
  });
  const { messages, counters, virtual, wall, verdict, oracles } = report;
  if (verdict !== "pass")
    throw new Error(`${verdict}: ${JSON.stringify(oracles.filter((oracle) => oracle.verdict !== "pass"))}`);
  const { user, system } = process.cpuUsage();
  return {
    verdict, delivered: messages.delivered, duplicates: messages.duplicates, retries: counters["bus.retries"] ?? 0,
    streamLength: counters["stream.length"] ?? Number.NaN, virtualSeconds: virtual.seconds, wallSeconds: wall.seconds,
    cpuSeconds: (user + system) / 1e6,
  };
}
