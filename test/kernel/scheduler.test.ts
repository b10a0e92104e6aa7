import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Deferred } from "../../src/kernel/deferred.ts";
import { Scheduler, type SchedulerOptions } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { DeadlockError, LivelockError } from "../../src/kernel/stall.ts";
import { ms, sec, us } from "../../src/kernel/time.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";

const host = liveHost();
const drains = liveDrains();

function world(options: Partial<SchedulerOptions> = {}) {
  const sites = new Sites();
  const drain = drains[0];
  if (drain === undefined) throw new Error("this host has no drain");
  const scheduler = new Scheduler({ sites, drain, ...options });
  return {
    scheduler, site: (name: string) => sites.id(name),
    run: (until?: number) => host.hop(() => scheduler.runUntil(until)),
  };
}

describe("order", () => {
  test("events run in the order of their instants, and at one instant in the order of scheduling", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { maxLength: 200 }), async (delays) => {
      const { scheduler, site, run } = world();
      const ran: number[] = [];
      delays.forEach((delay, seq) => scheduler.after(delay, site("task"), () => void ran.push(seq)));
      await run();
      expect(ran).toEqual(delays.map((_, seq) => seq).sort((a, b) => (delays[a] ?? 0) - (delays[b] ?? 0) || a - b));
    }));
  });

  test("cancelled events do not run, and cancelling moves no other event", async () => {
    const plan = fc.array(fc.record({ delay: fc.nat({ max: 9 }), cancelled: fc.boolean() }), { maxLength: 300 });
    await fc.assert(fc.asyncProperty(plan, async (events) => {
      const { scheduler, site, run } = world();
      const ran: number[] = [];
      const handles = events.map(({ delay }, seq) => scheduler.after(delay, site("task"), () => void ran.push(seq)));
      events.forEach(({ cancelled }, seq) => cancelled && expect(scheduler.cancel(handles[seq] ?? -1)).toBe(true));
      expect(scheduler.pending).toBe(events.filter(({ cancelled }) => !cancelled).length);
      await run();
      const expected = events.flatMap(({ cancelled }, seq) => (cancelled ? [] : [seq]))
        .sort((a, b) => (events[a]?.delay ?? 0) - (events[b]?.delay ?? 0) || a - b);
      expect(ran).toEqual(expected);
    }));
  });

  test("a queue under random pushes, pops and cancels agrees with a sorted list", async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("push", "cancel", "run"), fc.nat({ max: 1_000 })), {
      maxLength: 400,
    });
    await fc.assert(fc.asyncProperty(steps, async (plan) => {
      const { scheduler, site, run } = world();
      const ran: number[] = [];
      let model: { at: number; id: number; handle: number }[] = [];
      let id = 0;
      for (const [step, value] of plan) {
        if (step === "push") {
          const own = id++;
          const handle = scheduler.after(value, site("x"), () => void ran.push(own));
          model.push({ at: scheduler.now + value, id: own, handle });
        } else if (step === "cancel") {
          const victim = model[value % Math.max(1, model.length)];
          if (victim !== undefined) expect(scheduler.cancel(victim.handle)).toBe(true);
          model = model.filter((entry) => entry !== victim);
        } else {
          const until = scheduler.now + value;
          await run(until);
          const due = model.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at || a.id - b.id);
          expect(ran.splice(0)).toEqual(due.map((entry) => entry.id));
          model = model.filter((entry) => entry.at > until);
          expect(scheduler.now).toBe(until);
        }
      }
    }), { numRuns: 40 });
  });

  test("the handle of an event that has run cancels nothing, even when its slot is in use again", async () => {
    const { scheduler, site, run } = world();
    const stale = scheduler.after(1, site("first"), () => {});
    await run();
    let ran = false;
    scheduler.after(1, site("second"), () => void (ran = true));
    expect(scheduler.cancel(stale)).toBe(false);
    await run();
    expect(ran).toBe(true);
  });

  test("scheduling into the past is refused with the name of the site", async () => {
    const { scheduler, site, run } = world();
    scheduler.after(10, site("clock"), () => {});
    await run();
    expect(() => scheduler.at(9, site("too late"), () => {})).toThrow(/too late scheduled at 9, now is 10/);
    expect(() => scheduler.after(0.5, site("half"), () => {})).toThrow(/half scheduled/);
    expect(() => scheduler.after(Number.NaN, site("nan"), () => {})).toThrow(/nan scheduled/);
  });
});

describe("time", () => {
  test("runUntil runs what is due, leaves the rest, and sets the clock", async () => {
    const { scheduler, site, run } = world();
    const ran: string[] = [];
    scheduler.after(ms(10), site("due"), () => void ran.push("due"));
    scheduler.after(ms(11), site("later"), () => void ran.push("later"));
    await run(ms(10));
    expect(ran).toEqual(["due"]);
    expect(scheduler.now).toBe(ms(10));
    await run();
    expect(ran).toEqual(["due", "later"]);
  });

  test("a periodic timer fires every period until it is stopped, also from inside itself", async () => {
    const { scheduler, site, run } = world();
    const at: number[] = [];
    const stop = scheduler.every(us(250), site("tick"), () => {
      at.push(scheduler.now);
      if (at.length === 4) stop();
    });
    await run(sec(1));
    expect(at).toEqual([us(250), us(500), us(750), us(1_000)]);
    expect(scheduler.pending).toBe(0);
  });
});

describe.each(drains)("the drain $name", (drain) => {
  test("runs every reaction of a settled promise before the next event", async () => {
    const { scheduler, site, run } = world({ drain });
    const log: string[] = [];
    const deferred = new Deferred<string>(scheduler, "worker", "the first event");
    void (async () => {
      log.push(await deferred.promise);
      for (let hop = 0; hop < 60; hop++) await undefined;
      log.push("after sixty hops");
    })();
    scheduler.after(1, site("settle"), () => deferred.resolve("settled"));
    scheduler.after(1, site("next"), () => void log.push("next event"));
    await run();
    expect(log).toEqual(["settled", "after sixty hops", "next event"]);
  });

  test("an error given to fail ends the run", async () => {
    const { scheduler, site, run } = world({ drain });
    let ran = false;
    scheduler.after(1, site("break"), () => scheduler.fail(new Error("broken")));
    scheduler.after(2, site("never"), () => void (ran = true));
    await expect(run()).rejects.toThrow("broken");
    expect(ran).toBe(false);
  });
});

describe("stalls", () => {
  test("a deadlock names who waits for what and since when", async () => {
    const { scheduler, site, run } = world();
    scheduler.after(ms(5), site("start"), () => {
      void new Deferred(scheduler, "consumer engine-1", "the reply to XREADGROUP").promise;
      void new Deferred(scheduler, "producer feed", "the reply to XADD").promise;
    });
    const error = await run().then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeadlockError);
    expect((error as DeadlockError).message).toContain(
      "consumer engine-1 waits for the reply to XREADGROUP since 0.005000000",
    );
    expect((error as DeadlockError).stall.waits.map((wait) => wait.who)).toEqual([
      "consumer engine-1", "producer feed",
    ]);
  });

  test("a settled wait is no deadlock", async () => {
    const { scheduler, site, run } = world();
    const deferred = new Deferred<void>(scheduler, "a", "b");
    scheduler.after(1, site("settle"), () => deferred.resolve());
    await expect(run()).resolves.toBeUndefined();
  });

  test("a livelock names the site that keeps scheduling itself without delay", async () => {
    const { scheduler, site, run } = world({ livelockBudget: 1_000 });
    const spin = (): void => void scheduler.after(0, site("poll"), spin);
    scheduler.after(ms(3), site("start"), spin);
    const error = await run().then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(LivelockError);
    expect((error as LivelockError).site).toBe("poll");
    expect((error as LivelockError).detail.where).toBe("at 0.003000000");
  });

  test("many events at one instant within the budget are no livelock", async () => {
    const { scheduler, site, run } = world({ livelockBudget: 1_000 });
    for (let i = 0; i < 1_000; i++) scheduler.after(7, site("burst"), () => {});
    await run();
    expect(scheduler.executed).toBe(1_000);
  });
});
