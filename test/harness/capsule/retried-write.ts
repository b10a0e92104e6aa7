import type { Capsule, CodeIdentity } from "../../../src/harness/capsule/capsule.ts";
import { makeCapsule, runRecipe } from "../../../src/harness/capsule/make-capsule.ts";
import type { Recipe } from "../../../src/harness/capsule/recipe.ts";
import { scenario } from "../../../src/harness/scenario/scenario.ts";
import { steady } from "../../../src/harness/scenario/traffic.ts";
import type { Host } from "../../../src/kernel/host.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { always } from "../../../src/oracles/property.ts";

export const CODE: CodeIdentity = { version: "0.1.0", build: `src:${"0".repeat(64)}`, node: "20.20.2" };

/** Fails when a message is handled that was sent more than once. */
export const retriedWrite = scenario({
  name: "retried-write", claim: "No message is ever sent twice.", duration: sec(2), traffic: [steady({ messages: 40 })],
  faults: [],
  always: [
    always("sent-once", "no message is sent twice", (verdicts) => {
      const again = new Set<number>();
      return {
        sent(batch, attempt) {
          if (attempt > 1) for (const { index } of batch) again.add(index);
        },
        handled(message, _process, _intact, at) {
          verdicts.compare();
          if (again.has(message.index))
            verdicts.violate(at, "a retried message was handled", `message ${message.index} was sent again`, message);
        },
      };
    }),
  ],
  eventually: [], sometimes: [],
});

/** The store is away for 100 ms, while message 3 is published. */
export const CRASH: Recipe = {
  seed: 5,
  plan: {
    faults: [{ kind: "crash", id: "crash#0", node: "redis-0", at: ms(140), restartAfter: ms(100), state: "durable" }],
    knobs: {}, buggify: false,
  },
  keep: undefined, duration: sec(2), cuts: [], neutral: ["*"], tape: [],
};

export async function capsuleOf(recipe: Recipe, host: Host): Promise<Capsule> {
  const run = await runRecipe(retriedWrite, host, recipe);
  return makeCapsule({
    code: CODE, scenario: { name: "retried-write", file: "retried-write.ts", sha256: "0".repeat(64) }, recipe, run,
  });
}
