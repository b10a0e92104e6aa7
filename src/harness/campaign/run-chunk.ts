import { Digest } from "../../kernel/digest.ts";
import { chooseDrain, type Drain, type GuardMode, type Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import { branchedSeeds, type BranchedRun, type BranchRecipe } from "../explore/branching.ts";
import { parseOrder } from "../explore/order.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { together, type Chunk, type ChunkFailure, type ChunkResult, type SiteUse } from "./chunk.ts";

/** One seed in so many is watched for every asynchronous resource: slower, and it finds what traps cannot. */
const AUDIT_EVERY = 64;

/**
 * Runs a chunk's seeds, and their branches where it has them, one after the other. @throws {WavetankError}
 * E_DETERMINISM_LEAK, E_ORDER
 */
export async function runChunk(scenario: Scenario, host: Host, chunk: Chunk): Promise<ChunkResult> {
  const drain = await chooseDrain(host);
  const tally = new ChunkTally();
  const release = host.guard.keep();
  try {
    for await (const run of runsIn(chunk, scenario, host, drain)) tally.add(run);
  } finally {
    release();
  }
  return tally.result(chunk);
}

async function* runsIn(
  { from, count, order: text, branching }: Chunk, scenario: Scenario, host: Host, drain: Drain,
): AsyncGenerator<BranchedRun, void, undefined> {
  const order = text === undefined ? {} : { order: parseOrder(text) };
  if (branching === true) {
    yield* branchedSeeds(scenario, host, { from, seeds: count, drain, guard: guardOf, ...order });
    return;
  }
  for (let seed = from; seed < from + count; seed++) {
    const recipe: BranchRecipe = { seed, splits: [] };
    yield { recipe, outcome: await runScenario(scenario, host, { seed, drain, guard: guardOf(recipe), ...order }) };
  }
}

const guardOf = ({ seed, splits }: BranchRecipe): GuardMode =>
  seed % AUDIT_EVERY === 0 && splits.length === 0 ? "audit" : "traps";

class ChunkTally {
  readonly #verdicts = { pass: 0, fail: 0, vacuous: 0 };
  readonly #digest = new Digest();
  readonly #failures = new Map<string, ChunkFailure>();
  readonly #sometimes = new Map<string, number>();
  readonly #first = new Map<string, Seed>();
  readonly #compared = new Map<string, number>();
  readonly #buggify = new Map<string, SiteUse>();
  #events = 0;

  add(run: BranchedRun): void {
    const { recipe: { seed, splits }, outcome } = run;
    const { verdict, digest } = outcome;
    this.#verdicts[verdict]++;
    this.#digest.integer(seed);
    for (const split of splits) {
      this.#digest.integer(split.at);
      this.#digest.integer(split.seed);
    }
    this.#digest.text(verdict);
    this.#digest.text(digest);
    this.#events += outcome.events;
    this.#addFailure(run);
    for (const { name, count } of outcome.sometimes) {
      add(this.#sometimes, name, count);
      if (count > 0 && splits.length === 0 && !this.#first.has(name)) this.#first.set(name, seed);
    }
    for (const { name, compared } of outcome.oracles) add(this.#compared, name, compared);
    for (const { site, activated, fired } of outcome.buggify) {
      const before = this.#buggify.get(site);
      this.#buggify.set(site, {
        activated: (before?.activated ?? 0) + (activated ? 1 : 0), fired: (before?.fired ?? 0) + fired,
      });
    }
  }

  result(chunk: Chunk): ChunkResult {
    const { pass, fail, vacuous } = this.#verdicts;
    return {
      ...chunk,
      passed: pass, failed: fail, vacuous, digest: this.#digest.toString(), failures: [...this.#failures.values()],
      sometimes: Object.fromEntries(this.#sometimes), first: Object.fromEntries(this.#first),
      compared: Object.fromEntries(this.#compared), buggify: Object.fromEntries(this.#buggify), events: this.#events,
    };
  }

  #addFailure({ recipe: { seed, splits }, outcome: { digest, failure } }: BranchedRun): void {
    if (failure === undefined) return;
    const { fingerprint, oracle, message } = failure;
    const own: ChunkFailure = {
      seed,
      ...(splits.length === 0 ? {} : { splits }),
      digest, fingerprint, oracle, message, count: 1,
    };
    const first = this.#failures.get(fingerprint);
    this.#failures.set(fingerprint, first === undefined ? own : together(first, own));
  }
}

function add(sums: Map<string, number>, name: string, count: number): void {
  sums.set(name, (sums.get(name) ?? 0) + count);
}
