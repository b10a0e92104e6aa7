import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runRecipe } from "../../../src/harness/capsule/make-capsule.ts";
import type { Recipe } from "../../../src/harness/capsule/recipe.ts";
import { shrinkCapsule } from "../../../src/harness/shrink/shrink-capsule.ts";
import { STORY_LINES, tellStory } from "../../../src/harness/shrink/story.ts";
import { turningPoint } from "../../../src/harness/shrink/turning-point.ts";
import { liveHost } from "../../../src/live/host.ts";
import { formatRegressionTest } from "../../../src/report/capsule-test.ts";
import { formatShrunk } from "../../../src/report/shrink-text.ts";
import { capsuleOf, CODE, CRASH, retriedWrite } from "../capsule/retried-write.ts";

const host = liveHost();

describe("the story of a failure", () => {
  test("tells of its message, of the fault that touched it, and of nothing else, in order", async () => {
    const { outcome, events } = await runRecipe(retriedWrite, host, CRASH);
    const { subject } = outcome.failure!;
    const story = tellStory(outcome.failure!, events, undefined);
    expect(story.events.length).toBeLessThanOrEqual(STORY_LINES);
    expect(story.events.map(({ index }) => index)).toEqual(
      story.events.map(({ index }) => index).sort((left, right) => left - right),
    );
    expect(story.events.at(-1)).toEqual(events[outcome.failure!.traceIndex - 1]);
    expect(story.events.map(({ site }) => site)).toEqual(
      expect.arrayContaining(["fault", "bus.accepted", "bus.sent", "bus.failed", "engine.handled"]),
    );
    for (const { site, values } of story.events)
      if (site === "bus.accepted" || site === "engine.handled") expect(values[0]).toBe(subject);
  });

  test("has at most twelve lines, with the message and the turning point among them, however long the run", async () => {
    const { outcome, events } = await runRecipe(retriedWrite, host, CRASH);
    const { origin, traceIndex } = outcome.failure!;
    const end = events[traceIndex - 1]!;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(), (retries, pick) => {
        const more = Array.from({ length: retries }, (_, n) => ({
          ...end,
          site: "bus.sent", values: [origin!.sequence, 1, n + 2, origin!.life] as const,
        }));
        const trace = [...events.slice(0, traceIndex - 1), ...more, end].map((event, index) => ({ ...event, index }));
        const turn = trace[pick % trace.length]!;
        const story = tellStory({ ...outcome.failure!, traceIndex: trace.length }, trace, {
          event: turn, without: "x", instead: undefined,
        });
        expect(story.events.length).toBeLessThanOrEqual(STORY_LINES);
        expect(story.events).toContainEqual(turn);
        expect(story.events).toContainEqual(trace.at(-1));
        expect(story.events.some(({ site }) => site === "bus.accepted")).toBe(true);
      }),
    );
  });
});

describe("the turning point", () => {
  test("is the first event that the run without its last fault does not have", async () => {
    const { events } = await runRecipe(retriedWrite, host, CRASH);
    const turn = (await turningPoint(retriedWrite, host, CRASH, events))!;
    expect(turn.without).toBe("crash#0");
    const calm = (await runRecipe(retriedWrite, host, { ...CRASH, plan: { ...CRASH.plan, faults: [] } })).events;
    const same = events.filter(({ index, site }) => index < turn.event.index && site !== "fault");
    expect(calm.slice(0, same.length).map(({ at, site, values }) => ({ at, site, values }))).toEqual(
      same.map(({ at, site, values }) => ({ at, site, values })),
    );
    expect(calm[same.length]).toEqual(turn.instead);
    expect(turn.event.at).toBeGreaterThanOrEqual(CRASH.plan.faults[0]!.at);
  });

  test("is not known of a run from which nothing can be left out", async () => {
    const bare: Recipe = { ...CRASH, plan: { ...CRASH.plan, faults: [] } };
    expect(await turningPoint(retriedWrite, host, bare, [])).toBeUndefined();
  });
});

describe("what shrinking gives", () => {
  test("is a capsule that fails the same way, a report that ends with its command, and a test for it", async () => {
    const small = await shrinkCapsule(await capsuleOf(CRASH, host), CODE, retriedWrite, host);
    expect(small.capsule.shrunk).toMatchObject({
      isMinimal: true, before: { messages: 40, faults: 1 }, after: { messages: 1, faults: 1, decisions: 0 },
    });
    const text = formatShrunk({
      ...small,
      files: ["a.capsule.json"], command: "npx wavetank replay a.capsule.json", wallSeconds: 0.1,
    });
    expect(text).toContain("← turns here: without crash#0");
    expect(text).toContain("← a retried message was handled");
    expect(text).toContain("1-minimal");
    expect(text.trimEnd().split("\n").at(-1)).toBe("  reproduce  npx wavetank replay a.capsule.json");
    const code = formatRegressionTest(small.capsule, {
      capsule: "./a.capsule.json", scenario: "./retried-write.ts", library: "wavetank",
    });
    expect(code).toContain(`import scenario from "./retried-write.ts";`);
    expect(code).toContain("retried-write: a retried message was handled (sent-once,");
  });
});
