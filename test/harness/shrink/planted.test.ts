import { describe, expect, test } from "vitest";
import { runRecipe } from "../../../src/harness/capsule/make-capsule.ts";
import { shrinkScenario } from "../../../src/harness/shrink/shrink-scenario.ts";
import { liveHost } from "../../../src/live/host.ts";
import { PLANTED_FAILURES } from "./planted/planted-failures.ts";
import { shrinkPlanted } from "./planted/shrink-planted.ts";

const SEEDS = 20;

/** One of each kind; `npm run --prefix bench full -- shrink` does them all. */
const SOME = [
  "messages-3", "100-accepted", "order-crash-pause-disconnect-slow-handler", "handled-while-delay", "failed-twice",
];

describe("a planted failure", () => {
  test("has a name of its own, and there are at least twenty", () => {
    const names = PLANTED_FAILURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(names).toEqual(expect.arrayContaining(SOME));
  });

  test.each(PLANTED_FAILURES.filter(({ name }) => SOME.includes(name)))(
    "is shrunk to within two decisions of what it needs: $fails",
    async (failure) => {
      const host = liveHost();
      const result = (await shrinkPlanted(failure, host, SEEDS))!;
      const { runs, after, before, isMinimal, recipe, fingerprint } = result.shrunk;
      expect(result.surplus).toBeLessThanOrEqual(2);
      expect(after.messages).toBeGreaterThanOrEqual(failure.minimum.messages);
      expect(runs).toBeLessThanOrEqual(200);
      expect(isMinimal).toBe(true);
      for (const part of ["faults", "messages", "knobs", "decisions", "duration"] as const)
        expect(after[part]).toBeLessThanOrEqual(before[part]);
      const { outcome } = await runRecipe(failure.scenario, host, recipe);
      expect(outcome.failure?.fingerprint).toBe(fingerprint);
      const again = await shrinkScenario(failure.scenario, host, recipe);
      expect(again.recipe).toEqual(recipe);
      expect(again.steps).toEqual([]);
    },
  );
});
