import { describe, expect, test } from "vitest";
import type { PlannedFault } from "../../../src/faults/fault.ts";
import type { Capsule } from "../../../src/harness/capsule/capsule.ts";
import { recipeDifferences, recordedRun, tracedCapsule } from "../../../src/harness/capsule/compare-capsules.ts";
import { replayCapsule } from "../../../src/harness/capsule/replay-capsule.ts";
import { shrinkCapsule } from "../../../src/harness/shrink/shrink-capsule.ts";
import { firstDivergence } from "../../../src/kernel/divergence.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { ms } from "../../../src/kernel/time.ts";
import { liveHost } from "../../../src/live/host.ts";
import { formatCapsuleReplay, formatCapsuleSummary } from "../../../src/report/capsule-text.ts";
import { capsuleOf, CODE, CRASH, retriedWrite } from "./retried-write.ts";

const host = liveHost();
const capsule = await capsuleOf(CRASH, host);

/** As code of another day would have written it. */
function ofOtherCode(change: (trace: TraceEvent[]) => readonly TraceEvent[], digest = "00000000deadbeef"): Capsule {
  const trace = change([...capsule.run.trace]).map((event, index) => ({ ...event, index }));
  return { ...capsule, run: { ...capsule.run, digest, events: trace.length, trace } };
}

const siteAt = (site: string, nth = 0): number =>
  capsule.run.trace.map((event, index) => ({ event, index })).filter(({ event }) => event.site === site)[nth]!.index;

const replayText = async (of: Capsule, mode: "strict" | "continue"): Promise<string> =>
  formatCapsuleReplay({
    capsule: of, file: "a.capsule.json", replay: await replayCapsule(of, retriedWrite, host), mode, code: CODE,
    scenarioHash: of.scenario.sha256, command: "again",
  });

describe("a capsule's run", () => {
  test("is made again to the last event by the same code, and fails as it did", async () => {
    expect(capsule.failure).toMatchObject({ oracle: "sent-once", shape: "a retried message was handled" });
    const { fate, divergence, outcome } = await replayCapsule(capsule, retriedWrite, host);
    expect({ fate, divergence, digest: outcome.digest }).toEqual({
      fate: "same", divergence: undefined, digest: capsule.run.digest,
    });
    expect(await replayText(capsule, "strict")).toContain("STILL FAILS");
  });

  test("that is pinned as it passed has no failure, and one that fails now is new", async () => {
    const calm = await capsuleOf({ ...CRASH, plan: { ...CRASH.plan, faults: [] } }, host);
    expect(await replayCapsule(calm, retriedWrite, host)).toMatchObject({ fate: "none", divergence: undefined });
    const broken = { ...calm, recipe: CRASH };
    expect(await replayCapsule(broken, retriedWrite, host)).toMatchObject({ fate: "new" });
  });

  test("that fails no more says so, whatever has diverged", async () => {
    const fixed = { ...capsule, recipe: { ...CRASH, plan: { ...CRASH.plan, faults: [] } } };
    expect(await replayCapsule(fixed, retriedWrite, host)).toMatchObject({ fate: "gone" });
    expect(await replayText(fixed, "continue")).toMatch(/^NO LONGER FAILS/);
    expect(await replayText(fixed, "strict")).toMatch(/^DIVERGED/);
  });

  test("that fails otherwise is told from one that fails the same", async () => {
    const other = { ...capsule, failure: { ...capsule.failure!, fingerprint: "00000000" } };
    expect(await replayCapsule(other, retriedWrite, host)).toMatchObject({ fate: "other" });
  });

  test.each<[string, PlannedFault, string]>([
    ["node", { kind: "pause", id: "a", node: "nobody", at: 1, lasting: 5 }, `"nobody" is no node of the scenario`],
    [
      "node in a partition", { kind: "partition", id: "a", side: ["feed-1", "nobody"], way: "both", at: 1, lasting: 5 },
      `"nobody" is no node of the scenario`,
    ],
    ["venue", { kind: "venue-gap", id: "a", venue: "KRAKEN", at: 1 }, `"KRAKEN" is no venue of the scenario`],
  ])("is neither made nor shrunk with a %s that the scenario does not have", async (_what, fault, problem) => {
    const foreign = { ...capsule, recipe: { ...CRASH, plan: { ...CRASH.plan, faults: [fault] } } };
    const refusal = { code: "E_CAPSULE_SCENARIO", message: expect.stringContaining(problem) };
    await expect(replayCapsule(foreign, retriedWrite, host)).rejects.toMatchObject(refusal);
    await expect(shrinkCapsule(foreign, CODE, retriedWrite, host)).rejects.toMatchObject(refusal);
  });

  test("is not made with another scenario", async () => {
    await expect(replayCapsule(capsule, { ...retriedWrite, name: "other" }, host)).rejects.toMatchObject({
      code: "E_CAPSULE_SCENARIO",
    });
  });
});

describe("the first difference", () => {
  const changed = siteAt("bus.sent", 1);
  const event = capsule.run.trace[changed]!;
  test.each([
    [
      "a changed value",
      (trace: TraceEvent[]) =>
        trace.with(changed, { ...event, values: [event.values[0], 99, event.values[2], event.values[3]] }),
      { kind: "value", site: "bus.sent", positions: [1] }, "a changed value: count of bus.sent",
    ],
    [
      "a changed time", (trace: TraceEvent[]) => trace.with(changed, { ...event, at: event.at - 1_000 }),
      { kind: "time", site: "bus.sent", by: 1_000 }, "1.0 us later",
    ],
    [
      "a site that is new", (trace: TraceEvent[]) => trace.filter(({ site }) => site !== "bus.sent"),
      { kind: "new site", site: "bus.sent" }, "bus.sent is traced, and was never before",
    ],
    [
      "a site that is gone", (trace: TraceEvent[]) => trace.toSpliced(changed, 0, { ...event, site: "bus.planned" }),
      { kind: "site gone", site: "bus.planned" }, "happens no more",
    ],
    [
      "an order that changed",
      (trace: TraceEvent[]) => trace.with(changed, trace[changed + 1]!).with(changed + 1, event),
      { kind: "order", site: "bus.sent" }, "a changed order",
    ],
    [
      "a run that goes on", (trace: TraceEvent[]) => trace.slice(0, changed), { kind: "longer" },
      "goes on where it used to end",
    ],
    ["a run that ends", (trace: TraceEvent[]) => [...trace, event], { kind: "ended" }, "ends where it used to go on"],
  ] as const)("of %s is found, with its neighbours and its kind", async (_what, change, cause, words) => {
    const other = ofOtherCode(change);
    const { divergence } = await replayCapsule(other, retriedWrite, host);
    expect(divergence!.cause).toEqual(cause);
    const { from } = divergence!;
    expect(divergence!.expected).toEqual(other.run.trace[from]);
    expect(divergence!.got).toEqual(capsule.run.trace[from]);
    expect(divergence!.before).toEqual(capsule.run.trace.slice(Math.max(0, from - 4), from));
    const text = await replayText(other, "strict");
    expect(text).toContain(words);
    expect(text).toContain("→ expected");
  });

  test("without events is found between two checkpoints", async () => {
    const long = await capsuleOf({ ...CRASH, plan: { ...CRASH.plan, faults: [] } }, host);
    const bare = { ...long.run, trace: [], digest: "00000000deadbeef" };
    const first = { ...long, run: { ...bare, checkpoints: [] } };
    expect((await replayCapsule(first, retriedWrite, host)).divergence).toMatchObject({ from: 0, to: long.run.events });
    expect((await replayCapsule(first, retriedWrite, host)).divergence!.got).toEqual(long.run.trace[0]);
  });

  test("names what has changed of the code, and calls it nondeterminism when nothing has", async () => {
    const other = ofOtherCode((trace) => trace.slice(0, -1));
    expect(await replayText(other, "strict")).toContain("the same code gives another run, which is nondeterminism");
    expect(await replayText({ ...other, code: { ...CODE, version: "0.0.9" } }, "strict")).toContain(
      "wavetank (0.0.9 → 0.1.0)",
    );
    expect(await replayText({ ...other, code: { ...CODE, node: "22.0.0" } }, "strict")).toContain(
      "node (22.0.0 → 20.20.2)",
    );
    expect(await replayText({ ...other, code: { ...CODE, build: "src:1" } }, "strict")).toContain(
      "built from other sources",
    );
  });
});

describe("two capsules", () => {
  test("differ in the parts of which they are made, and at the event where their runs part", async () => {
    const [fault] = CRASH.plan.faults;
    const later = await capsuleOf({ ...CRASH, plan: { ...CRASH.plan, faults: [{ ...fault!, at: ms(141) }] } }, host);
    expect(recipeDifferences(capsule, later).map(({ part }) => part)).toEqual(["fault crash#0"]);
    const recorded = await firstDivergence(recordedRun(capsule)!, recordedRun(later)!);
    expect(recorded!.left).toMatchObject({ site: "fault", at: ms(140) });
    expect(
      await firstDivergence(tracedCapsule(capsule, retriedWrite, host), tracedCapsule(later, retriedWrite, host)),
    ).toEqual(recorded);
    expect(recipeDifferences(capsule, capsule)).toEqual([]);
    expect(await firstDivergence(recordedRun(capsule)!, recordedRun(capsule)!)).toBeUndefined();
  });

  test("each can be read by people", () => {
    const text = formatCapsuleSummary(capsule, "a.capsule.json");
    expect(text).toContain("crash#0 redis-0 durable @140.0 ms");
    expect(text).toContain("neutral");
    expect(text).toContain("sent-once");
  });
});
