import { WavetankError } from "../../kernel/error.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Chunk } from "./chunk.ts";

/** Which part of the chunks is this machine's: those whose index leaves `part - 1` when divided by `of`. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** What a campaign is to try. Chunks do not depend on how many workers there are, nor on where the range ends. */
export interface CampaignPlan {
  /** By name, without repetition. Chunks go round them. */
  readonly scenarios: readonly string[];
  readonly from: Seed;
  /** One past the last seed. */
  readonly to: number;
  readonly shard?: Shard;
  /** By scenario, as `formatOrder` writes it; default: that of a run without one. */
  readonly orders?: Readonly<Record<string, string>>;
}

/** Half a second of a worker's time at a hundred seeds a second. */
export const CHUNK_SEEDS = 50;

const SEEDS_END = 2 ** 32;

/** @throws {WavetankError} E_CAMPAIGN - it has no scenario, no seed, or a shard that there is not. */
export function campaignPlan(plan: CampaignPlan): CampaignPlan {
  const { scenarios, from, to, shard } = plan;
  if (scenarios.length === 0) throw new WavetankError("E_CAMPAIGN", "no scenario", { expected: "the name of one, or all" });
  const twice = scenarios.find((name, index) => scenarios.indexOf(name) !== index);
  if (twice !== undefined) throw new WavetankError("E_CAMPAIGN", `scenario ${twice} is named twice`, { expected: "each once" });
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > SEEDS_END) {
    throw new WavetankError("E_CAMPAIGN", `seeds ${from} to ${to - 1}`, { expected: "a range that is not empty, within 0 to 4294967295" });
  }
  if (shard !== undefined && !(Number.isInteger(shard.part) && Number.isInteger(shard.of) && shard.part >= 1 && shard.part <= shard.of)) {
    throw new WavetankError("E_CAMPAIGN", `shard ${shard.part}/${shard.of}`, { expected: "1/n to n/n" });
  }
  return plan;
}

/** The chunks of a plan in order: each scenario's first, then each one's second, … */
export function* chunksOf({ scenarios, from, to, shard, orders }: CampaignPlan): Generator<Chunk, void, undefined> {
  let index = 0;
  for (let first = from; first < to; first += CHUNK_SEEDS) {
    for (const scenario of scenarios) {
      const order = orders?.[scenario];
      const chunk = { index: index++, scenario, from: first, count: Math.min(CHUNK_SEEDS, to - first), ...(order === undefined ? {} : { order }) };
      if (shard === undefined || chunk.index % shard.of === shard.part - 1) yield chunk;
    }
  }
}
