import type { Seed } from "../../kernel/seed.ts";
import type { Split } from "../explore/split.ts";

/** A piece of a campaign: so many consecutive seeds of one scenario. Whoever runs it comes to the same result. */
export interface Chunk {
  /** Position in the campaign, from 0. */
  readonly index: number;
  readonly scenario: string;
  readonly from: Seed;
  readonly count: number;
  /** As `formatOrder` writes it; undefined is the default. */
  readonly order?: string;
  /** Between its seeds, the branches of what they are the first to meet: see `branchedSeeds`. */
  readonly branching?: true;
}

/** The first failing seed of one kind in a chunk; the first branch where no seed has failed so. */
export interface ChunkFailure {
  readonly seed: Seed;
  /** Where other seeds took over, in a branch. */
  readonly splits?: readonly Split[];
  /** Of that run. */
  readonly digest: string;
  readonly fingerprint: string;
  readonly oracle: string;
  readonly message: string;
  /** Runs of the chunk that failed in this way. */
  readonly count: number;
}

export interface SiteUse {
  readonly activated: number;
  readonly fired: number;
}

/** What a chunk came to: data, small, independent of where and when it was run. */
export interface ChunkResult extends Chunk {
  readonly passed: number;
  readonly failed: number;
  /** Nothing was broken, but not everything was seen: what counts is whether the whole campaign has seen it. */
  readonly vacuous: number;
  /** 16 hex digits over (seed, verdict, digest) of its runs. */
  readonly digest: string;
  /** One for each fingerprint, in the order of their seeds. */
  readonly failures: readonly ChunkFailure[];
  /** How often what must happen sometimes did. */
  readonly sometimes: Readonly<Record<string, number>>;
  /** Of what did, the first seed in which it happened, branches left aside. */
  readonly first: Readonly<Record<string, Seed>>;
  /** How much each oracle compared. */
  readonly compared: Readonly<Record<string, number>>;
  /** The rare but allowed things of our own code. */
  readonly buggify: Readonly<Record<string, SiteUse>>;
  /** Events of all runs: what it cost, in the simulation's own measure. */
  readonly events: number;
}

/** Failures of one kind as one: the first, but a seed before a branch. */
export const together = <T extends ChunkFailure>(first: T, next: T): T =>
  ({ ...(first.splits !== undefined && next.splits === undefined ? next : first), count: first.count + next.count });

/** Seeds and branches. */
export const runsOf = ({ passed, failed, vacuous }: Pick<ChunkResult, "passed" | "failed" | "vacuous">): number =>
  passed + failed + vacuous;

/** Whether it is of that chunk, and not of a shorter one with the same index, or of another campaign. */
export const isResultOf = (result: ChunkResult, { index, scenario, from, count, order, branching }: Chunk): boolean =>
  result.index === index &&
  result.scenario === scenario &&
  result.from === from &&
  result.count === count &&
  result.order === order &&
  result.branching === branching;
