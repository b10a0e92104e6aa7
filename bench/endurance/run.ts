import { runReplay } from "../../src/harness/replay.ts";
import { boundHeapGrowth } from "../../src/live/heap.ts";
import { liveHost } from "../../src/live/host.ts";
import { generateTraffic } from "../../src/traffic/generate/generate.ts";
import { trafficProfile } from "../../src/traffic/generate/profiles.ts";

/** What the child tells its parent at the end. */
export interface EnduranceResult {
  readonly frames: number;
  readonly verdict: string;
  readonly digest: string;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
}

/** Generates `messages` frames of three venues and replays them as they come. */
export async function endure(messages: number): Promise<EnduranceResult> {
  boundHeapGrowth();
  const source = generateTraffic(trafficProfile("endurance", messages), 42);
  const { report } = await runReplay(source, liveHost(), { seed: 42, path: "generated endurance" });
  return {
    frames: report.input.frames,
    verdict: report.verdict,
    digest: report.digest,
    virtualSeconds: report.virtual.seconds,
    wallSeconds: report.wall.seconds,
  };
}
