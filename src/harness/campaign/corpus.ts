import type { Seed } from "../../kernel/seed.ts";
import type { CampaignPlan } from "./campaign-plan.ts";
import { runsOf, type ChunkResult } from "./chunk.ts";

/** A seed that is worth trying again before new ones. */
export interface CorpusSeed {
  readonly scenario: string;
  readonly seed: Seed;
  /** As `formatOrder` writes it: in another order it is another run. */
  readonly order?: string;
  /** What it failed with when it was last run; undefined when it passed. */
  readonly fingerprint: string | undefined;
  /** What it was the first to see of what seldom happens. */
  readonly saw?: string;
  /** Events of a run: its own, or until it has been run alone the mean of its chunk. The cheaper, the sooner. */
  readonly cost: number;
  /** Counts the campaigns of this corpus: the one that added it. */
  readonly since: number;
}

/** Kept for each scenario. */
const MOST = 64;

/** Failing ones first, then the fast, then the old: an order that does not depend on how it was come by. */
export function ordered(seeds: readonly CorpusSeed[]): readonly CorpusSeed[] {
  return seeds.toSorted((a, b) =>
    Number(b.fingerprint !== undefined) - Number(a.fingerprint !== undefined) || a.cost - b.cost || a.since - b.since ||
    byText(a.scenario, b.scenario) || a.seed - b.seed || byText(a.order ?? "", b.order ?? ""));
}

/** What a campaign tries before its range: what is of its scenarios and their orders. */
export function seedsToTryAgain(
  corpus: readonly CorpusSeed[], scenarios: readonly string[], orders: CampaignPlan["orders"],
): NonNullable<CampaignPlan["again"]> {
  return ordered(corpus)
    .filter(({ scenario, order }) => scenarios.includes(scenario) && order === orders?.[scenario])
    .map(({ scenario, seed }) => ({ scenario, seed }));
}

/**
 * The corpus after a campaign: what was tried again is brought up to date, what failed and the first to see something
 * rare are added, and what is beyond the bound goes, the last first.
 */
export function grown(corpus: readonly CorpusSeed[], results: readonly ChunkResult[]): readonly CorpusSeed[] {
  const since = 1 + corpus.reduce((latest, seed) => Math.max(latest, seed.since), 0);
  const byName = new Map(corpus.map((seed) => [nameOf(seed), seed]));
  const put = (seed: Omit<CorpusSeed, "since">): void => {
    const known = byName.get(nameOf(seed));
    byName.set(nameOf(seed), { ...known, ...seed, since: known?.since ?? since });
  };
  const rare = rareSights(results);
  for (const result of results) {
    const { scenario, failures, events, count, from, order } = result;
    const run = { scenario, ...(order === undefined ? {} : { order }), cost: Math.ceil(events / runsOf(result)) };
    const alone = byName.get(nameOf({ ...run, seed: from }));
    if (count === 1 && alone !== undefined) put({ ...alone, ...run, fingerprint: failures[0]?.fingerprint });
    for (const [saw, seed] of Object.entries(result.first)) {
      const known = byName.get(nameOf({ ...run, seed }));
      if (known === undefined && rare.has(sightOf(scenario, saw)) && !isSeen(byName.values(), scenario, saw))
        put({ ...run, seed, saw, fingerprint: undefined });
    }
    for (const { seed, splits, fingerprint } of failures) {
      // A branch is no seed; its capsule keeps it.
      if (splits !== undefined) continue;
      const known = byName.get(nameOf({ ...run, seed }));
      put({ ...run, cost: count === 1 ? run.cost : known?.cost ?? run.cost, seed, fingerprint });
    }
  }
  const kept = new Map<string, number>();
  return ordered([...byName.values()]).filter(({ scenario }) => {
    const before = kept.get(scenario) ?? 0;
    kept.set(scenario, before + 1);
    return before < MOST;
  });
}

/** What happened in some chunk of a scenario, and in no more than half of those with many seeds. */
function rareSights(results: readonly ChunkResult[]): ReadonlySet<string> {
  const chunks = new Map<string, number>();
  const seen = new Map<string, number>();
  for (const { scenario, count, first } of results) {
    if (count === 1) continue;
    chunks.set(scenario, (chunks.get(scenario) ?? 0) + 1);
    for (const name of Object.keys(first))
      seen.set(sightOf(scenario, name), (seen.get(sightOf(scenario, name)) ?? 0) + 1);
  }
  return new Set(
    results.flatMap(({ scenario, first }) =>
      Object.keys(first)
        .filter((name) => 2 * (seen.get(sightOf(scenario, name)) ?? 0) <= (chunks.get(scenario) ?? 0))
        .map((name) => sightOf(scenario, name)),
    ),
  );
}

function isSeen(seeds: Iterable<CorpusSeed>, scenario: string, sight: string): boolean {
  for (const { scenario: own, saw } of seeds) if (own === scenario && saw === sight) return true;
  return false;
}

const sightOf = (scenario: string, name: string): string => `${scenario} ${name}`;

const nameOf = ({ scenario, seed, order }: Pick<CorpusSeed, "scenario" | "seed" | "order">): string =>
  `${scenario} ${seed} ${order ?? ""}`;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
