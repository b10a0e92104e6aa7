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
  /** Whether runs are branched where something is seen for the first time in a chunk. */
  readonly branching?: true;
  /** Tried before the range, in this order: see `seedsToTryAgain`. */
  readonly again?: readonly { readonly scenario: string; readonly seed: Seed }[];
}

/** Half a second of a worker's time at a hundred seeds a second. */
export const CHUNK_SEEDS = 50;

const SEEDS_END = 2 ** 32;

/** @throws {WavetankError} E_CAMPAIGN - it has no scenario, no seed, or a shard that there is not. */
export function campaignPlan(plan: CampaignPlan): CampaignPlan {
  const { scenarios, from, to, shard, again = [] } = plan;
  if (scenarios.length === 0)
    throw new WavetankError("E_CAMPAIGN", "no scenario", { expected: "the name of one, or all" });
  const twice = scenarios.find((name, index) => scenarios.indexOf(name) !== index);
  if (twice !== undefined)
    throw new WavetankError("E_CAMPAIGN", `scenario ${twice} is named twice`, { expected: "each once" });
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > SEEDS_END) {
    throw new WavetankError("E_CAMPAIGN", `seeds ${from} to ${to - 1}`, {
      expected: "a range that is not empty, within 0 to 4294967295",
    });
  }
  if (
    shard !== undefined &&
    !(Number.isInteger(shard.part) && Number.isInteger(shard.of) && shard.part >= 1 && shard.part <= shard.of)
  ) {
    throw new WavetankError("E_CAMPAIGN", `shard ${shard.part}/${shard.of}`, { expected: "1/n to n/n" });
  }
  const foreign = again.find(({ scenario, seed }) => !scenarios.includes(scenario) || !isSeed(seed));
  if (foreign !== undefined) {
    throw new WavetankError("E_CAMPAIGN", `${foreign.scenario}, seed ${foreign.seed}, is to be tried again`, {
      expected: "seeds of the scenarios that the campaign has",
    });
  }
  return plan;
}

const isSeed = (seed: number): boolean => Number.isInteger(seed) && seed >= 0 && seed < SEEDS_END;

/**
 * The chunks of a plan in order: each seed that is tried again, then each scenario's first, then each one's second, …
 */
export function* chunksOf(plan: CampaignPlan): Generator<Chunk, void, undefined> {
  const { shard, orders, branching } = plan;
  let next = 0;
  for (const { scenario, from, count } of pieces(plan)) {
    const index = next++;
    if (shard !== undefined && index % shard.of !== shard.part - 1) continue;
    const order = orders?.[scenario];
    yield {
      index, scenario, from, count,
      ...(order === undefined ? {} : { order }), ...(branching === undefined ? {} : { branching }),
    };
  }
}

function* pieces({
  scenarios, from, to, again = [],
}: CampaignPlan): Generator<Pick<Chunk, "scenario" | "from" | "count">, void, undefined> {
  for (const { scenario, seed } of again) yield { scenario, from: seed, count: 1 };
  for (let first = from; first < to; first += CHUNK_SEEDS) {
    for (const scenario of scenarios) yield { scenario, from: first, count: Math.min(CHUNK_SEEDS, to - first) };
  }
}
