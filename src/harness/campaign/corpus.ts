import type { Seed } from "../../kernel/seed.ts";
import type { ChunkResult } from "./chunk.ts";

/** A seed that is worth trying again before new ones. */
export interface CorpusSeed {
  readonly scenario: string;
  readonly seed: Seed;
  /** What it failed with when it was last run; undefined when it passed. */
  readonly fingerprint: string | undefined;
  /** Events of its chunk, a run: the cheaper, the sooner. */
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
    byText(a.scenario, b.scenario) || a.seed - b.seed);
}

/** The corpus after a campaign: its new failures are added, and what is beyond the bound goes, the last first. */
export function grown(corpus: readonly CorpusSeed[], results: readonly ChunkResult[]): readonly CorpusSeed[] {
  const since = 1 + Math.max(0, ...corpus.map((seed) => seed.since));
  const byName = new Map(corpus.map((seed) => [nameOf(seed), seed]));
  for (const { scenario, failures, events, count } of results) {
    for (const { seed, fingerprint } of failures) {
      const known = byName.get(nameOf({ scenario, seed }));
      byName.set(nameOf({ scenario, seed }), { scenario, seed, fingerprint, cost: Math.ceil(events / count), since: known?.since ?? since });
    }
  }
  const kept = new Map<string, number>();
  return ordered([...byName.values()]).filter(({ scenario }) => {
    const before = kept.get(scenario) ?? 0;
    kept.set(scenario, before + 1);
    return before < MOST;
  });
}

const nameOf = ({ scenario, seed }: Pick<CorpusSeed, "scenario" | "seed">): string => `${scenario} ${seed}`;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
