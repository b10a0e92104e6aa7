import { describe, expect, test } from "vitest";
import { always, clusters, drained, ms, type Scenario } from "../../../src/harness/authoring.ts";
import type { ScenarioOutcome } from "../../../src/harness/scenario/outcome.ts";
import type { World } from "../../../src/harness/world/world.ts";
import { Deferred } from "../../../src/kernel/deferred.ts";
import { formatSeed } from "../../../src/kernel/seed.ts";
import { scenarioDocument } from "../../../src/report/scenario-json.ts";
import { formatScenario } from "../../../src/report/scenario-text.ts";
import { calm, play } from "./runner.ts";

/** Once a message is handled, each waits for the next for ever. */
const waitingInTurn = (parties: readonly string[]): Partial<Scenario> => {
  return { always: [always("planted", "nobody waits for ever", (_verdicts, view) => {
    const { scheduler } = view as World;
    let isPlanted = false;
    return {
      handled: () => {
        if (isPlanted) return;
        isPlanted = true;
        parties.forEach((who, at) => {
          const whom = parties[(at + 1) % parties.length] as string;
          void new Deferred(scheduler, who, `the lock of ${whom}`, whom).promise;
        });
      },
    };
  })] };
};

const reports = (outcome: ScenarioOutcome) => {
  const facts = {
    outcome, input: { path: "planted.ts", sha256: "" }, story: [], differs: false, wallSeconds: 1, peakRssBytes: 1,
    command: `npx wavetank run planted.ts --seed ${formatSeed(outcome.seed)}`,
  };
  return { text: formatScenario(facts), document: scenarioDocument(facts) };
};

describe("a run in which somebody waits for ever", () => {
  test.each([[["cache", "ledger"]], [["cache", "ledger", "audit"]]])(
    "reports the cycle of %j, for people and as JSON",
    async (parties) => {
      const outcome = await play(calm(waitingInTurn(parties)), { seed: 1 });
      expect(outcome.failure?.oracle).toBe("deadlock");
      expect(structuredClone(outcome)).toEqual(outcome);
      const { text, document } = reports(outcome);
      expect(text).toContain(`the cycle of waits: ${[...parties, parties[0]].join(" → ")}\n`);
      expect(document).toMatchObject({ stall: { cycle: parties.map((who) => ({ who })), ends: [] } });
    },
  );

  test("reports no cycle where one starves: its calls wait for the store, which waits for nobody", async () => {
    const goal = { ...drained({ within: ms(1) }), holds: () => false };
    const outcome = await play(calm({ eventually: [goal], traffic: [clusters({ messages: 10 })] }), { seed: 1 });
    expect(outcome.stall?.cycle).toBeUndefined();
    expect(outcome.stall?.waits).toContainEqual(
      expect.objectContaining({ who: "engine-1", whom: "redis-0", what: "the reply to XREADGROUP" }),
    );
    const { text } = reports(outcome);
    expect(text).toMatch(/no cycle of waits: .*redis-0 waits for nobody/);
    expect(text).toContain("engine-1 waits for the reply to XREADGROUP from redis-0 since");
  });

  test("is not reported as one when it passes", async () => {
    expect((await play(calm(), { seed: 1 })).stall).toBeUndefined();
  });
});
