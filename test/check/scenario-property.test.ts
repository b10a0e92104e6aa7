import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarioProperty, ScenarioFailure, type ScenarioRun } from "../../src/check/index.ts";
import { always, sec, steady } from "../../src/harness/authoring.ts";
import { runScenario } from "../../src/harness/scenario/run.ts";
import { liveHost } from "../../src/live/host.ts";
import { mild, noPause } from "./planted-scenario.ts";

const host = liveHost();

test("a scenario that holds is a property that passes", async () => {
  await fc.assert(scenarioProperty(mild(), host), { numRuns: 8 });
});

test("a planted failure shrinks to the one fault and the one message that it needs, says so in words, and runs again from its text", async () => {
  const details = await fc.check(scenarioProperty(mild(), host, { always: [noPause()] }), { numRuns: 100 });
  const { counterexample, errorInstance } = details;
  const run = counterexample![0];
  expect(run.plan.faults.map(({ kind }) => kind)).toEqual(["pause"]);
  expect(run.plan.knobs).toEqual({});
  expect(run.keep.map(([from, to]) => to - from)).toEqual([1]);
  const error = errorInstance as ScenarioFailure;
  expect(error).toBeInstanceOf(ScenarioFailure);
  expect(error.message.replace(/drawn-pause#\d+|@.*|at \S+ s|fingerprint [0-9a-f]{8}|message \d+|await .*/g, "…")).toBe(
    [
      "mild: no-pause …, …", `  "Whatever mild thing happens, every message is handled once."`,
      "  … was handled after a pause", "  faults    … feed-1 …", "  messages  1 of 60", "  replay    …",
    ].join("\n"),
  );
  const replay = JSON.parse(
    /runScenario\(\{ \.\.\.scenario, always: .* \}, liveHost\(\), (.*)\)$/.exec(error.message)![1]!,
  ) as ScenarioRun;
  expect(replay).toEqual(run);
  const judged = mild({ always: [...mild().always, noPause()] });
  const again = await runScenario(judged, host, replay);
  expect(again).toMatchObject({ digest: error.outcome.digest, failure: error.outcome.failure });
});

test("while one failure is shrunk, another does not take its place", async () => {
  // With many messages it fails in one way, with few in another.
  const twofold = always("twofold", "few messages fail otherwise than many", (verdicts, view) => ({
    healed: (at) => {
      verdicts.compare();
      const { length } = view.messages;
      if (length > 0) verdicts.violate(at, length > 15 ? "many" : "few", "");
    },
  }));
  const property = scenarioProperty(mild({ faults: [], duration: sec(1), traffic: [steady({ messages: 20 })] }), host, {
    always: [twofold],
  });
  const sizes = new Set<number>();
  for (let seed = 1; seed <= 3; seed++) {
    const { counterexample } = await fc.check(property, { seed });
    sizes.add(counterexample![0].keep.reduce((sum, [from, to]) => sum + to - from, 0));
  }
  expect(sizes).toEqual(new Set([16, 1]));
});

test("a scenario that fails by itself runs again from its text by itself", async () => {
  const { errorInstance } = await fc.check(scenarioProperty(mild({ always: [noPause()] }), host), {
    numRuns: 100, endOnFailure: true,
  });
  expect((errorInstance as Error).message).toMatch(
    / {2}replay {4}await runScenario\(scenario, liveHost\(\), \{"seed":\d+,"plan":\{.*\)$/,
  );
});

test("a scenario that cannot be run is refused before any run", () => {
  expect(() => scenarioProperty(mild({ traffic: [] }), host)).toThrow(
    expect.objectContaining({ code: "E_SCENARIO" }) as Error,
  );
});
