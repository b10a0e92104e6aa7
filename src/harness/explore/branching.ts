import { hashName, hashWords } from "../../kernel/hash.ts";
import { chooseDrain, type Drain, type GuardMode, type Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import { runScenario, type ScenarioRunOptions } from "../scenario/run.ts";
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

export interface BranchedSeedsOptions {
  readonly from: Seed;
  readonly seeds: number;
  readonly drain: Drain;
  readonly order?: Order;
  readonly guard: (recipe: BranchRecipe) => GuardMode;
}

export interface BranchedRun {
  readonly recipe: BranchRecipe;
  readonly outcome: ScenarioOutcome;
}

/** What is spent on what follows one place, at most. */
const WIDTH = 32;
const SEEDS_END = 2 ** 32;

/**
 * Looks for a failure by seeds in turn, and by branches: where a `sometimes` is met for the first time, the run up to
 * there is made again, and another seed decides what follows. Branches and new seeds alternate. Ends at the first
 * failure.
 */
export async function exploreByBranching(
  scenario: Scenario, host: Host, options: BranchingOptions,
): Promise<Exploration> {
  const drain = await chooseDrain(host);
  const search = new BranchSearch(options);
  while (search.runs < options.runs) {
    const recipe = search.next();
    const { outcome, met } = await runMarked(scenario, host, recipe, { drain, ...orderOf(options) });
    if (outcome.failure !== undefined) return search.exploration({ recipe, outcome });
    search.meet(recipe, met);
  }
  return search.exploration(undefined);
}

/**
 * The runs of some seeds, and between them the branches of what they are the first to meet; ends with the last seed. A
 * run that fails is not branched: what follows fails already.
 */
export async function* branchedSeeds(
  scenario: Scenario, host: Host, options: BranchedSeedsOptions,
): AsyncGenerator<BranchedRun, void, undefined> {
  const { seeds, drain, guard } = options;
  const search = new BranchSearch(options);
  while (search.seeds < seeds) {
    const recipe = search.next();
    const { outcome, met } = await runMarked(scenario, host, recipe, {
      drain, guard: guard(recipe),
      ...orderOf(options),
    });
    yield { recipe, outcome };
    if (outcome.failure === undefined) search.meet(recipe, met);
  }
}

const orderOf = ({ order }: { readonly order?: Order }): { readonly order?: Order } =>
  order === undefined ? {} : { order };

/** Which run is next. */
class BranchSearch {
  readonly #options: Pick<BranchingOptions, "from" | "width">;
  readonly #met = new Map<string, BranchPoint>();
  /** Places that have branches left, the latest last: what was met last is the farthest. */
  readonly #open: { readonly point: BranchPoint; left: number }[] = [];
  /** Begun so far. */
  seeds = 0;
  runs = 0;

  constructor(options: Pick<BranchingOptions, "from" | "width">) {
    this.#options = options;
  }

  next(): BranchRecipe {
    const open = this.runs++ % 2 === 1 ? this.#open.at(-1) : undefined;
    if (open === undefined) return { seed: (this.#options.from + this.seeds++) % SEEDS_END, splits: [] };
    const { seed, splits, at, sometimes } = open.point;
    const branch = hashWords(seed, hashName(`branch of ${sometimes}`), --open.left);
    if (open.left === 0) this.#open.pop();
    return { seed, splits: [...splits, { at, seed: branch }] };
  }

  /** Only what is new in this search is worth branches. */
  meet(recipe: BranchRecipe, met: ReadonlyMap<string, number>): void {
    for (const [sometimes, at] of met) {
      if (this.#met.has(sometimes)) continue;
      const point = { ...recipe, sometimes, at };
      this.#met.set(sometimes, point);
      this.#open.push({ point, left: this.#options.width ?? WIDTH });
    }
  }

  exploration(failed: Exploration["failed"]): Exploration {
    return { runs: this.runs, branchPoints: [...this.#met.values()], failed };
  }
}

/** Runs a recipe and says where each `sometimes` was met first. */
async function runMarked(
  scenario: Scenario, host: Host, { seed, splits }: BranchRecipe,
  options: Pick<ScenarioRunOptions, "drain" | "guard" | "order">,
): Promise<{ readonly outcome: ScenarioOutcome; readonly met: ReadonlyMap<string, number> }> {
  const met = new Map<string, number>();
  let traced = 0;
  const sometimes = scenario.sometimes.map((each) => ({
    ...each,
    watch: (hit: () => void, view: Parameters<typeof each.watch>[1]) =>
      each.watch(() => {
        if (!met.has(each.name)) met.set(each.name, traced);
        hit();
      }, view),
  }));
  const outcome = await runScenario({ ...scenario, sometimes }, host, {
    ...options,
    seed, splits, onEvent: () => void traced++,
  });
  return { outcome, met };
}
