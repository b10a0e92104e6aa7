import { Digest } from "../../kernel/digest.ts";
import { chooseDrain, type GuardMode, type Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import { parseOrder } from "../explore/order.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Chunk, ChunkFailure, ChunkResult, SiteUse } from "./chunk.ts";

/** One seed in so many is watched for every asynchronous resource: slower, and it finds what traps cannot. */
const AUDIT_EVERY = 64;

/** Runs a chunk's seeds, one after the other. @throws {WavetankError} E_DETERMINISM_LEAK, E_ORDER */
export async function runChunk(scenario: Scenario, host: Host, chunk: Chunk): Promise<ChunkResult> {
  const drain = await chooseDrain(host);
  const order = chunk.order === undefined ? {} : { order: parseOrder(chunk.order) };
  const tally = new ChunkTally();
  const release = host.guard.keep();
  try {
    for (let seed = chunk.from; seed < chunk.from + chunk.count; seed++) {
      const guard: GuardMode = seed % AUDIT_EVERY === 0 ? "audit" : "traps";
      tally.add(await runScenario(scenario, host, { seed, drain, guard, ...order }));
    }
  } finally {
    release();
  }
  return tally.result(chunk);
}

class ChunkTally {
  readonly #verdicts = { pass: 0, fail: 0, vacuous: 0 };
  readonly #digest = new Digest();
  readonly #failures = new Map<string, ChunkFailure>();
  readonly #sometimes = new Map<string, number>();
  readonly #first = new Map<string, Seed>();
  readonly #compared = new Map<string, number>();
  readonly #buggify = new Map<string, SiteUse>();
  #events = 0;

  add(outcome: ScenarioOutcome): void {
    const { seed, verdict, digest } = outcome;
    this.#verdicts[verdict]++;
    this.#digest.integer(seed);
    this.#digest.text(verdict);
    this.#digest.text(digest);
    this.#events += outcome.events;
    this.#addFailure(outcome);
    for (const { name, count } of outcome.sometimes) {
      add(this.#sometimes, name, count);
      if (count > 0 && !this.#first.has(name)) this.#first.set(name, seed);
    }
    for (const { name, compared } of outcome.oracles) add(this.#compared, name, compared);
    for (const { site, activated, fired } of outcome.buggify) {
      const before = this.#buggify.get(site);
      this.#buggify.set(site, { activated: (before?.activated ?? 0) + (activated ? 1 : 0), fired: (before?.fired ?? 0) + fired });
    }
  }

  result(chunk: Chunk): ChunkResult {
    const { pass, fail, vacuous } = this.#verdicts;
    return {
      ...chunk, passed: pass, failed: fail, vacuous, digest: this.#digest.toString(), failures: [...this.#failures.values()],
      sometimes: Object.fromEntries(this.#sometimes), first: Object.fromEntries(this.#first), compared: Object.fromEntries(this.#compared),
      buggify: Object.fromEntries(this.#buggify), events: this.#events,
    };
  }

  #addFailure({ seed, digest, failure }: ScenarioOutcome): void {
    if (failure === undefined) return;
    const { fingerprint, oracle, message } = failure;
    const first = this.#failures.get(fingerprint);
    this.#failures.set(fingerprint, first === undefined
      ? { seed, digest, fingerprint, oracle, message, count: 1 } : { ...first, count: first.count + 1 });
  }
}

function add(sums: Map<string, number>, name: string, count: number): void {
  sums.set(name, (sums.get(name) ?? 0) + count);
}
