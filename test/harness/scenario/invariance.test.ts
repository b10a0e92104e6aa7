import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Scenario } from "../../../src/harness/authoring.ts";
import { compareWallClocks } from "../../../src/harness/scenario/invariance.ts";
import { ProcessClock } from "../../../src/harness/world/process-clock.ts";
import { liveHost } from "../../../src/live/host.ts";
import { calm, play, stormy } from "./runner.ts";

const host = liveHost();

afterEach(() => void vi.restoreAllMocks());

describe("wall clocks", () => {
  test.each<[string, Scenario, number]>([["a calm day", calm(), 5], ["a storm", stormy(), 5]])(
    "that are skewed and stepped change nothing of what takes effect when, on %s", async (_name, scenario, numRuns) => {
      await fc.assert(fc.asyncProperty(fc.nat(), async (seed) => {
        const { holds, plain, stepped, difference } = await compareWallClocks(scenario, host, { seed });
        expect({ holds, stepped, difference }).toEqual({ holds: true, stepped: plain, difference: undefined });
        expect(plain).toBe((await play(scenario, { seed })).effects);
      }), { numRuns });
    });

  test("that timers follow are found out, with the first message that took effect at another time", async () => {
    const { after } = ProcessClock.prototype;
    vi.spyOn(ProcessClock.prototype, "after").mockImplementation(function (this: ProcessClock, delay, site, callback) {
      // A deadline on the wall clock: a clock that was set back makes the timer wait.
      const isBehind = this.now() < this.monotonic();
      return after.call(this, isBehind ? delay * 2 : delay, site, callback);
    });
    const found = await compareWallClocks(stormy(), host, { seed: 3 });
    expect(found.holds).toBe(false);
    expect(found.stepped).not.toBe(found.plain);
    const { index, plain, stepped } = found.difference!;
    expect(stepped).not.toEqual(plain);
    const handled: { at: number; message: number; consumer: number }[] = [];
    await play(stormy(), {
      seed: 3,
      onEvent: ({ at, site, values: [message, consumer] }) =>
        site === "engine.handled" && handled.push({ at, message, consumer }),
    });
    expect(handled[index]).toEqual(plain);
  });

  test("that measure what has passed are found out", async () => {
    vi.spyOn(ProcessClock.prototype, "monotonic").mockImplementation(function (this: ProcessClock) {
      return this.now();
    });
    expect((await compareWallClocks(stormy(), host, { seed: 3 })).holds).toBe(false);
  });
});
