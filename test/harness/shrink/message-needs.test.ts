import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../../src/harness/scenario/run.ts";
import { expandTraffic } from "../../../src/harness/scenario/workload.ts";
import { MessageNeeds } from "../../../src/harness/shrink/message-needs.ts";
import { rangesOf } from "../../../src/harness/shrink/candidate.ts";
import { chooseDrain } from "../../../src/kernel/host.ts";
import { liveHost } from "../../../src/live/host.ts";
import scenario from "../../../scenarios/slow/venue-outage-with-resync.ts";

const seed = 1;
const workload = expandTraffic(scenario.traffic, seed, scenario.duration, ["feed-1"], {
  faults: [], until: scenario.duration,
});
const needs = new MessageNeeds(workload);
const some = fc.subarray([...workload.index], { maxLength: 20 });

describe("what a venue's messages build on", () => {
  test("is completed once and for all, in order, and nothing of it is lost", () => {
    fc.assert(fc.property(some, (messages) => {
      const complete = needs.complete(messages);
      expect(complete).toEqual([...new Set(complete)].sort((left, right) => left - right));
      expect(complete).toEqual(expect.arrayContaining([...messages]));
      expect(needs.complete(complete)).toBe(complete);
      expect(needs.isComplete(complete)).toBe(true);
    }));
  });

  test("reaches back to the last snapshot of the book and no further", () => {
    const kindOf = (index: number) => workload.market[index]?.change;
    const delta = [...workload.index].findLast(
      (index) => kindOf(index) !== undefined && kindOf(index)!.expected.kind !== "snapshot",
    )!;
    const chain = needs.complete([delta]);
    expect(chain.length).toBeGreaterThan(1);
    expect(chain.map((index) => kindOf(index)!.expected.kind === "snapshot")).toEqual(
      chain.map((_, position) => position === 0),
    );
    expect(new Set(chain.map((index) => kindOf(index)!.instrument.id)).size).toBe(1);
    expect(needs.isComplete(chain.toSpliced(1, 1))).toBe(false);
  });

  test("complete sets of messages break no book; those with holes do", async () => {
    const host = liveHost();
    const drain = await chooseDrain(host);
    const run = (keep: readonly number[]) =>
      runScenario({ ...scenario, faults: [] }, host, { seed, drain, keep: rangesOf(keep) });
    for (const messages of fc.sample(some, { seed: 4, numRuns: 3 })) {
      expect((await run(needs.complete(messages))).failure).toBeUndefined();
    }
    const holes = [...workload.index].filter((index) => index % 2 === 0);
    expect((await run(holes)).failure?.oracle).toBe("book-matches");
  });
});
