import { runReplay } from "../../../../src/harness/replay.ts";
import { liveHost } from "../../../../src/live/host.ts";
import { generated } from "../../../support/traffic.ts";
import type { Scenario } from "./story.ts";

/** A generated session through feed, store and engine: its digest, and what the report says of the bus. */
export const replaying: Scenario = async (config) => {
  const { report } = await runReplay(generated("burst", 1_500), liveHost(), { seed: 1, path: "test", config });
  const { digest, verdict, messages, buffers, counters, latency } = report;
  return [digest, verdict, ...[messages, buffers, counters, latency].map((part) => JSON.stringify(part))];
};
