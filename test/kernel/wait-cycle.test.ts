import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Deferred } from "../../src/kernel/deferred.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { DeadlockError, LivelockError } from "../../src/kernel/stall.ts";
import type { Wait } from "../../src/kernel/waits.ts";
import { ms } from "../../src/kernel/time.ts";
import { stallLines, stallReport } from "../../src/kernel/wait-cycle.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";

const host = liveHost();
const [drain] = liveDrains();

function world(livelockBudget = 1_000) {
  if (drain === undefined) throw new Error("this host has no drain");
  const scheduler = new Scheduler({ sites: new Sites(), drain, livelockBudget });
  const run = (): Promise<unknown> =>
    host
      .hop(() => scheduler.runUntil())
      .then(() => undefined, (reason: unknown) => reason);
  return { scheduler, site: (name: string) => scheduler.sites.id(name), run };
}

/** Each takes its own lock first, then its neighbour's, which that one never gives back. */
async function deadlockOf(parties: readonly string[]): Promise<DeadlockError> {
  const { scheduler, site, run } = world();
  parties.forEach((who, index) => {
    const whom = parties[(index + 1) % parties.length] as string;
    scheduler.after(
      ms(index + 1), site(`${who}.lock`), () => void new Deferred(scheduler, who, `the lock of ${whom}`, whom).promise,
    );
  });
  scheduler.after(
    ms(9), site("bystander"), () => void new Deferred(scheduler, "bystander", "the lock of a", "a").promise,
  );
  return await run() as DeadlockError;
}

const wait = (who: string, whom: string | undefined, what = "a lock"): Wait =>
  ({ who, what, whom, since: 0, waitBefore: undefined, waitAfter: undefined, onRecord: false });

describe("a deadlock", () => {
  test.each([
    [["a", "b"], "a → b → a"], [["a", "b", "c"], "a → b → c → a"],
  ])("of %j is told with the cycle of waits, without those who only wait for it", async (parties, cycle) => {
    const error = await deadlockOf(parties);
    expect(error).toBeInstanceOf(DeadlockError);
    expect(error.stall.cycle?.map(({ who }) => who)).toEqual(parties);
    expect(error.stall.waits).toHaveLength(parties.length + 1);
    expect(error.message).toContain(`the cycle of waits: ${cycle}\n`);
    expect(error.message).toContain("a waits for the lock of b from b since 0.001000000");
  });

  test("without a cycle names where the chain ends", async () => {
    const { scheduler, site, run } = world();
    scheduler.after(1, site("start"), () => {
      void new Deferred(scheduler, "engine", "the reply to XREADGROUP", "redis").promise;
      void new Deferred(scheduler, "feed", "room", "engine").promise;
      void new Deferred(scheduler, "clock", "bus.flush").promise;
    });
    const error = await run() as DeadlockError;
    expect(error.stall.cycle).toBeUndefined();
    expect(error.stall.ends).toEqual([{ party: "redis", what: undefined }, { party: "clock", what: "bus.flush" }]);
    expect(error.message).toContain(
      "no cycle of waits: redis waits for nobody; clock waits for bus.flush, which is up to no other",
    );
  });

  test("of one who waits for itself is a cycle of one", () => {
    expect(stallLines(stallReport([wait("a", "a")]))[0]).toBe("the cycle of waits: a → a");
  });
});

describe("a livelock", () => {
  test("is told with the cycle of events that keep each other going, and with the waits", async () => {
    const { scheduler, site, run } = world();
    const spin = (names: readonly string[], at: number): void => {
      scheduler.after(0, site(names[at] as string), () => spin(names, (at + 1) % names.length));
    };
    scheduler.after(ms(3), site("start"), () => {
      void new Deferred(scheduler, "client", "the lock of server", "server").promise;
      void new Deferred(scheduler, "server", "the lock of client", "client").promise;
      spin(["claim", "give-back", "retry"], 0);
    });
    const error = await run() as LivelockError;
    expect(error).toBeInstanceOf(LivelockError);
    expect(error.cycle?.toSorted()).toEqual(["claim", "give-back", "retry"]);
    expect(error.cycle?.at(-1)).toBe(error.site);
    expect(error.message).toMatch(
      /the cycle of events: (claim → give-back → retry → claim|give-back → retry → claim → give-back|retry → claim → give-back → retry)\n/,
    );
    expect(error.stall.cycle?.map(({ who }) => who)).toEqual(["client", "server"]);
  });

  test("of events without an order says so", async () => {
    const { scheduler, site, run } = world(400);
    const next = (count: number): void => void scheduler.after(0, site(`step ${count}`), () => next(count + 1));
    scheduler.after(1, site("start"), () => next(0));
    const error = await run() as LivelockError;
    expect(error.cycle).toBeUndefined();
    expect(error.message).toContain("no order in the last 256 events");
  });
});

test("there is a cycle exactly where following the waits never ends, and each of it waits for the next", () => {
  const party = fc.constantFrom("a", "b", "c", "d", "e", "f");
  fc.assert(fc.property(fc.array(fc.tuple(party, fc.option(party, { nil: undefined })), { maxLength: 9 }), (pairs) => {
    const { cycle, ends } = stallReport(pairs.map(([who, whom]) => wait(who, whom)));
    // Whoever waits only for those who do not wait, by way of any number of others, is taken away until nobody is left
    // to take.
    let left = pairs;
    for (let before = -1; before !== left.length;) {
      before = left.length;
      left = left.filter(([, whom]) => left.some(([who]) => who === whom));
    }
    expect(cycle !== undefined).toBe(left.length > 0);
    cycle?.forEach(({ whom }, at) => expect(whom).toBe(cycle[(at + 1) % cycle.length]?.who));
    expect(new Set(cycle?.map(({ who }) => who)).size).toBe(cycle?.length ?? 0);
    if (cycle === undefined && pairs.length > 0) expect(ends.length).toBeGreaterThan(0);
  }));
});
