import fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "../../src/kernel/error.ts";
import { LEAST_DRIFT_PPB, MOST_DRIFT_PPB, NodeClock } from "../../src/kernel/node-clock.ts";
import { ms, sec } from "../../src/kernel/time.ts";
import { simulated } from "../support/simulated.ts";

const ppb = fc.oneof(
  fc.integer({ min: -500_000, max: 500_000 }), fc.integer({ min: LEAST_DRIFT_PPB, max: MOST_DRIFT_PPB }),
);
const span = fc.integer({ min: 0, max: sec(3_600) });

test("reading a clock changes nothing, and an ideal one shows true time", async () => {
  const { scheduler, run } = simulated();
  const clock = new NodeClock(scheduler, "node");
  await run(ms(5));
  expect([clock.now(), clock.now(), clock.monotonic(), scheduler.now]).toEqual([ms(5), ms(5), ms(5), ms(5)]);
});

test("a drifting clock gains ppb nanoseconds a second, computed exactly", async () => {
  await fc.assert(
    fc.asyncProperty(ppb, span, fc.integer({ min: -sec(10), max: sec(10) }), async (rate, elapsed, offset) => {
      const { scheduler, run } = simulated();
      const clock = new NodeClock(scheduler, "node", { driftPpb: rate, offset });
      await run(elapsed);
      const gained = (BigInt(elapsed) * BigInt(rate)) / 1_000_000_000n;
      const exact =
        BigInt(elapsed) * BigInt(rate) < 0n && (BigInt(elapsed) * BigInt(rate)) % 1_000_000_000n !== 0n
          ? gained - 1n
          : gained;
      expect(BigInt(clock.monotonic())).toBe(BigInt(elapsed) + exact);
      expect(clock.now() - clock.monotonic()).toBe(offset);
    }),
    { numRuns: 50 },
  );
});

test("a timer fires when the node's own clock says so: never early, never a nanosecond late", async () => {
  await fc.assert(fc.asyncProperty(ppb, fc.integer({ min: 1, max: sec(100) }), async (rate, delay) => {
    const { scheduler, run } = simulated();
    const clock = new NodeClock(scheduler, "node", { driftPpb: rate });
    let fired = -1;
    clock.after(delay, "timer", () => void (fired = scheduler.now));
    await run();
    expect(clock.monotonic()).toBeGreaterThanOrEqual(delay);
    const before = fired - 1 + Number(((BigInt(fired) - 1n) * BigInt(rate)) / 1_000_000_000n);
    expect(before).toBeLessThanOrEqual(delay);
  }), { numRuns: 80 });
});

test.each([
  LEAST_DRIFT_PPB - 1, MOST_DRIFT_PPB + 1, -1_000_000_000, -1_000_000_001, 0.5, NaN, Infinity,
])("a drift of %d ppb, by which some wait would not end or not be exact, is refused", (rate) => {
  const { scheduler } = simulated();
  expect(() => new NodeClock(scheduler, "node", { driftPpb: rate })).toThrow(InvariantError);
  const clock = new NodeClock(scheduler, "node");
  expect(() => clock.drift(rate)).toThrow(InvariantError);
  expect(clock.monotonic()).toBe(0);
});

test("a step moves the wall clock and no timer; monotonic time does not notice", async () => {
  const { scheduler, run } = simulated();
  const clock = new NodeClock(scheduler, "node");
  let fired = -1;
  clock.after(sec(10), "timer", () => void (fired = scheduler.now));
  await run(sec(1));
  clock.step(-sec(3_600));
  expect(clock.now()).toBe(sec(1) - sec(3_600));
  expect(clock.monotonic()).toBe(sec(1));
  await run();
  expect(fired).toBe(sec(10));
});

test("a change of drift bends the clock and makes no jump", async () => {
  const { scheduler, run } = simulated();
  const clock = new NodeClock(scheduler, "node", { driftPpb: 100_000 });
  await run(sec(10));
  const before = clock.monotonic();
  clock.drift(-100_000);
  expect(clock.monotonic()).toBe(before);
  await run(sec(20));
  expect(clock.monotonic()).toBe(before + sec(10) - 1_000_000);
});

test("two nodes with clocks of their own live in one process", async () => {
  const { scheduler, run } = simulated();
  const fast = new NodeClock(scheduler, "fast", { driftPpb: 200_000, offset: sec(5) });
  const slow = new NodeClock(scheduler, "slow", { driftPpb: -200_000, offset: -sec(5) });
  const order: string[] = [];
  slow.after(sec(1), "timer", () => void order.push("slow"));
  fast.after(sec(1), "timer", () => void order.push("fast"));
  await run();
  expect(order).toEqual(["fast", "slow"]);
});
