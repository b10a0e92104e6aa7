import { hashName, hashWords } from "../../kernel/hash.ts";
import { chooseDrain, type Drain, type Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Order } from "./order.ts";
import type { Split } from "./split.ts";

/** A run by its seed and the places where other seeds took over. */
export interface BranchRecipe {
  readonly seed: Seed;
  readonly splits: readonly Split[];
}

export interface BranchingOptions {
  /** The first seed; the next ones follow it. */
  readonly from: Seed;
  /** At most so many runs, branches included. */
  readonly runs: number;
  /** Branches of each place. */
  readonly width?: number;
  readonly order?: Order;
}

/** A run that met something for the first time, and where. */
export interface BranchPoint extends BranchRecipe {
  readonly sometimes: string;
  /** Trace events when it was met: the next decision may be another. */
  readonly at: number;
}

export interface Exploration {
  readonly runs: number;
  readonly branchPoints: readonly BranchPoint[];
  /** The run that failed, and by what it is made again. */
  readonly failed: { readonly recipe: BranchRecipe; readonly outcome: ScenarioOutcome } | undefined;
}

/** What is spent on what follows one place, at most. */
const WIDTH = 32;
const SEEDS_END = 2 ** 32;

/**
 * Looks for a failure by seeds in turn, and by branches: where a `sometimes` is met for the first time, the run up to
 * there is made again, and another seed decides what follows. Branches and new seeds alternate. Ends at the first failure.
 */
export async function exploreByBranching(scenario: Scenario, host: Host, options: BranchingOptions): Promise<Exploration> {
  const drain = await chooseDrain(host);
  const search = new BranchSearch(options);
  while (search.runs < options.runs) {
    const recipe = search.next();
    const { outcome, met } = await runMarked(scenario, host, drain, recipe, options.order);
    if (outcome.failure !== undefined) return search.exploration({ recipe, outcome });
    for (const [sometimes, at] of met) search.meet({ ...recipe, sometimes, at });
  }
  return search.exploration(undefined);
}

/** Which run is next. */
class BranchSearch {
  readonly #options: BranchingOptions;
  readonly #met = new Map<string, BranchPoint>();
  /** Places that have branches left, the latest last: what was met last is the farthest. */
  readonly #open: { readonly point: BranchPoint; left: number }[] = [];
  #seeds = 0;
  runs = 0;

  constructor(options: BranchingOptions) {
    this.#options = options;
  }

  next(): BranchRecipe {
    const open = this.runs++ % 2 === 1 ? this.#open.at(-1) : undefined;
    if (open === undefined) return { seed: (this.#options.from + this.#seeds++) % SEEDS_END, splits: [] };
    const { seed, splits, at, sometimes } = open.point;
    const branch = hashWords(seed, hashName(`branch of ${sometimes}`), --open.left);
    if (open.left === 0) this.#open.pop();
    return { seed, splits: [...splits, { at, seed: branch }] };
  }

  /** Only what is new in this search is worth branches. */
  meet(point: BranchPoint): void {
    if (this.#met.has(point.sometimes)) return;
    this.#met.set(point.sometimes, point);
    this.#open.push({ point, left: this.#options.width ?? WIDTH });
  }

  exploration(failed: Exploration["failed"]): Exploration {
    return { runs: this.runs, branchPoints: [...this.#met.values()], failed };
  }
}

/** Runs a recipe and says where each `sometimes` was met first. */
async function runMarked(
  scenario: Scenario, host: Host, drain: Drain, { seed, splits }: BranchRecipe, order: Order | undefined,
): Promise<{ readonly outcome: ScenarioOutcome; readonly met: ReadonlyMap<string, number> }> {
  const met = new Map<string, number>();
  let traced = 0;
  const sometimes = scenario.sometimes.map((each) => ({
    ...each,
    watch: (hit: () => void, view: Parameters<typeof each.watch>[1]) => each.watch(() => {
      if (!met.has(each.name)) met.set(each.name, traced);
      hit();
    }, view),
  }));
  const outcome = await runScenario({ ...scenario, sometimes }, host, {
    seed, splits, drain, onEvent: () => void traced++, ...(order === undefined ? {} : { order }),
  });
  return { outcome, met };
}
