import { describe, expect, test } from "vitest";
import { ms, us } from "../../src/kernel/time.ts";
import { LiveClock } from "../../src/live/live-clock.ts";

describe("the machine's clock", () => {
  test("a timer never fires early, below a millisecond or above", async () => {
    const clock = new LiveClock();
    for (const delay of [0, us(30), us(700), ms(1), ms(3), us(5_500)]) {
      const from = clock.monotonic();
      await clock.sleep(delay, "test");
      expect(clock.monotonic() - from).toBeGreaterThanOrEqual(delay);
    }
  });

  test("timers of one clock fire in the order of their times, whatever the order of asking", async () => {
    const clock = new LiveClock();
    const fired: { readonly earliest: number; readonly latest: number }[] = [];
    await Promise.all([ms(40), us(200), ms(20), 0].map((delay) => new Promise<void>((resolve) => {
      const earliest = clock.monotonic() + delay;
      clock.after(delay, "test", () => {
        fired.push({ earliest, latest });
        resolve();
      });
      // The machine may have stood still between two askings: the clock read its time in between.
      const latest = clock.monotonic() + delay;
    })));
    expect(fired.length).toBe(4);
    for (const [index, { earliest }] of fired.slice(0, -1).entries())
      expect(earliest).toBeLessThanOrEqual(fired[index + 1]!.latest);
  });

  test("a timer that is cancelled does not fire, be it far away or in its last turn", async () => {
    const clock = new LiveClock();
    let fired = 0;
    const timers = [0, us(100), ms(3), ms(10)].map((delay) => clock.after(delay, "test", () => fired++));
    for (const timer of timers) timer.cancel();
    await clock.sleep(ms(15), "test");
    expect(fired).toBe(0);
  });

  test("monotonic time never goes back, and wall time begins at the epoch", () => {
    const clock = new LiveClock();
    expect(clock.now()).toBeGreaterThanOrEqual(0);
    let last = clock.monotonic();
    for (let i = 0; i < 1_000; i++) {
      const now = clock.monotonic();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });
});
