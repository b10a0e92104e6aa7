import { describe, expect, test } from "vitest";
import { halfOpen, ms, sec, steady, type Scenario } from "../../../src/harness/authoring.ts";
import { TRACE_SITES } from "../../../src/harness/world/trace-sites.ts";
import { calm, play } from "./runner.ts";

/** When the producer was told of messages that were stored. */
async function storedAt(data: Scenario): Promise<readonly number[]> {
  const times: number[] = [];
  const outcome = await play(data, {
    seed: 3, onEvent: ({ at, site }) => void (site === TRACE_SITES.stored.site && times.push(at)),
  });
  expect(outcome.failure).toBeUndefined();
  return times;
}

const after = (times: readonly number[], at: number): number => times.find((time) => time > at) ?? Infinity;

describe("half-open", () => {
  test("a connection goes silent; once its client has given it up, a new one is sound though the fault is still on", async () => {
    const times = await storedAt(calm({ faults: [halfOpen("feed-1", { at: sec(2), lasting: sec(5) })] }));
    expect(after(times, sec(2))).toBeGreaterThan(sec(2) + ms(400));
    expect(after(times, sec(2))).toBeLessThan(sec(3));
  });

  test("is of each connection for itself: that one has been given up mends no other", async () => {
    // The reads of engine-1 wait 1 s at the server, and are given up 500 ms later; its acknowledgements need no second.
    const data = calm({
      faults: [halfOpen("engine-1", { at: sec(2), lasting: sec(5) })], bus: { consumer: { block: sec(1) } },
    });
    const handled: number[] = [];
    const outcome = await play(data, {
      seed: 3, onEvent: ({ at, site }) => void (site === TRACE_SITES.handled.site && handled.push(at)),
    });
    expect(outcome.verdict).toBe("pass");
    expect(after(handled, sec(2) + ms(10))).toBeGreaterThan(sec(3));
  });

  test("who only waits is not told when it is over", async () => {
    const times = await storedAt(
      calm({ faults: [halfOpen("feed-1", { at: sec(2), lasting: sec(1) })], deployment: { commandTimeout: sec(60) } }),
    );
    expect(after(times, sec(2) + ms(10))).toBeGreaterThan(sec(61));
  });

  test("who sends after it is over learns at once that the connection is gone", async () => {
    const traffic = [steady({ messages: 10, until: sec(1) }), steady({ messages: 10, from: sec(5) })];
    const data = calm({
      traffic, faults: [halfOpen("feed-1", { at: sec(2), lasting: sec(1) })], deployment: { commandTimeout: sec(60) },
    });
    expect(after(await storedAt(data), sec(2))).toBeLessThan(sec(6));
  });

  test("and who sends while it is on does not", async () => {
    const traffic = [steady({ messages: 10, until: sec(1) }), steady({ messages: 10, from: sec(5) })];
    const data = calm({
      traffic, faults: [halfOpen("feed-1", { at: sec(2), lasting: sec(4) })], deployment: { commandTimeout: sec(60) },
    });
    expect(after(await storedAt(data), sec(2))).toBeGreaterThan(sec(64));
  });
});
