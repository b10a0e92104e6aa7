import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  always, clusters, crash, drop, partition, sec, sometimes, swarm, ms, drained,
} from "../../../src/harness/authoring.ts";
import { checkScenario } from "../../../src/harness/scenario/check.ts";
import { liveDrains } from "../../../src/live/host.ts";
import { calm, play, stormy } from "./runner.ts";

describe("a run", () => {
  test("passes whatever the seed draws, and compares something with every oracle", async () => {
    const compared = new Map<string, number>();
    for (let seed = 1; seed <= 6; seed++) {
      const outcome = await play(stormy(), { seed });
      expect(outcome.failure).toBeUndefined();
      for (const { name, compared: count } of outcome.oracles) compared.set(name, (compared.get(name) ?? 0) + count);
    }
    expect([...compared.values()].every((count) => count > 0)).toBe(true);
  });

  test("depends on scenario and seed alone: again, with every drain, audited, and from the plan that it drew", async () => {
    const first = await play(stormy(), { seed: 7 });
    for (const drain of liveDrains()) expect((await play(stormy(), { seed: 7, drain })).digest).toBe(first.digest);
    expect((await play(stormy(), { seed: 7, guard: "audit" })).digest).toBe(first.digest);
    expect((await play(stormy(), { seed: 7, drainAlways: true })).digest).toBe(first.digest);
    expect((await play(stormy(), { seed: 7, plan: structuredClone(first.plan) })).digest).toBe(first.digest);
    expect((await play(stormy(), { seed: 8 })).digest).not.toBe(first.digest);
  });

  test("tells of itself in data that can go to another thread", async () => {
    const outcome = await play(stormy(), { seed: 3, record: true });
    expect(structuredClone(outcome)).toEqual(outcome);
    expect(outcome.taken.length).toBeGreaterThan(0);
  });

  test("publishes the same messages at the same times when others are left out", async () => {
    const all = await play(calm(), { seed: 5 });
    const some = await play(calm(), { seed: 5, keep: [[10, 20], [190, 200]] });
    expect(all.counters["handled"]).toBe(200);
    expect(some.counters["handled"]).toBe(20);
    expect(some.workload).toEqual({ size: all.workload.size, published: 20 });
  });

  test("ends its first phase earlier when its duration is shortened", async () => {
    const short = await play(calm(), { seed: 5, duration: sec(2) });
    expect(short.faultsEnd).toBe(sec(2));
    expect(short.counters["handled"]).toBeGreaterThan(20);
    expect(short.counters["handled"]).toBeLessThan(80);
  });

  test("stops at the first violation, with its site, its shape and the message", async () => {
    const picky = always("picky", "message 50 is never handled", (verdicts) => ({
      handled: (message, _process, _intact, at) =>
        message.index === 50 && verdicts.violate(at, "it was handled", "message 50 was handled", message),
    }));
    const outcome = await play(calm({ always: [picky] }), { seed: 5 });
    expect(outcome.failure).toMatchObject({
      oracle: "picky", site: "engine.handled", shape: "it was handled", subject: 50,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(outcome.counters["handled"]).toBeLessThan(70);
    const other = await play(calm({ always: [picky] }), { seed: 6 });
    expect(other.failure?.fingerprint).toBe(outcome.failure?.fingerprint);
  });

  test.each([
    [
      "a property",
      {
        always: [
          always("clumsy", "what is handled is looked at", () => ({
            handled: () => {
              throw new RangeError("no index 17");
            },
          })),
        ],
      },
    ],
    [
      "a sometimes",
      {
        sometimes: [
          sometimes(
            "clumsy", "something is handled",
            () => ({
              handled: () => {
                throw new RangeError("no index 17");
              },
            }),
            [],
          ),
        ],
      },
    ],
  ])(
    "fails by the name of %s that throws, though it is told by what takes errors for its own",
    async (_what, changes) => {
      const { failure, verdict } = await play(calm(changes), { seed: 1 });
      expect(verdict).toBe("fail");
      expect(failure).toMatchObject({ oracle: "clumsy", shape: "it threw RangeError: no index #" });
      expect(failure?.message).toContain("it threw RangeError: no index 17");
    },
  );

  test("misses a goal when it does not come true in time, and says who waits for what", async () => {
    const never = drained({ within: ms(1) });
    const outcome = await play(calm({
      eventually: [{ ...never, holds: () => false }], traffic: [clusters({ messages: 10 })],
    }), { seed: 1 });
    expect(outcome.failure?.oracle).toBe("eventually drained");
    expect(outcome.failure?.message).toContain("engine-1 waits for the reply to XREADGROUP");
  });

  test("ends when nothing is left to happen, not when its goals would have been due", async () => {
    const outcome = await play(calm({ eventually: [drained({ within: sec(500) })] }), { seed: 1 });
    expect(outcome.eventually[0]?.verdict).toBe("met");
    expect(outcome.end).toBeLessThan(outcome.faultsEnd + sec(2));
    expect(outcome.oracles.find(({ name }) => name === "ledger-zero")?.verdict).toBe("pass");
  });

  test("judges what is packed message by message, and refuses layouts that do not say who wrote", async () => {
    const packed = await play(calm({ bus: { wire: { layout: "packed" } } }), { seed: 1 });
    expect(packed.verdict).toBe("pass");
    expect(packed.counters["applied"]).toBeLessThan(packed.counters["stored"] as number);
    expect(
      checkScenario(calm({ bus: { wire: { layout: "nautilus-rust" } } }))
        .map(({ problem }) => problem)
        .join(),
    ).toContain("who wrote");
  });

  test("is over budget when a quantile is, and says by how much", async () => {
    const outcome = await play(calm({ budget: { "publish→handled": { p50: ms(100), max: 100_000 } } }), { seed: 1 });
    expect(outcome.failure?.oracle).toBe("budget publish→handled max");
    expect(outcome.budget.map(({ quantile, samples }) => [quantile, samples])).toEqual([["p50", 200], ["max", 200]]);
  });

  test("is vacuous when something that must happen did not", async () => {
    const { sometimes } = await import("../../../src/harness/authoring.ts");
    const outcome = await play(calm({ sometimes: [sometimes("never", "pigs fly", () => ({}))] }), { seed: 1 });
    expect(outcome.verdict).toBe("vacuous");
  });

  test("excuses a goal that could not come true", async () => {
    const torn = { persistence: { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }] } } as const;
    const outcome = await play(calm({
      deployment: torn, faults: [crash("redis-0", { at: sec(3), restartAfter: sec(60), state: "amnesiac" })],
    }), { seed: 2 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.losses.map(({ failure }) => failure)).toEqual(["amnesia"]);
  });
});

describe("what a seed draws", () => {
  test("a fault that is taken out draws nothing, and leaves the decisions of the others as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 3 }), async (seed, which) => {
        const faults = [
          drop("feed-1", { perMille: 80 }), drop("engine-1", { perMille: 80 }),
          partition("feed-1", { at: sec(3), lasting: ms(300) }),
          crash("redis-0", { at: sec(5), restartAfter: ms(100) }),
        ];
        const data = calm({ faults, deployment: { persistence: { kind: "aof", fsync: "always" } } });
        const whole = await play(data, { seed, record: true });
        const gone = whole.plan.faults[which]?.id ?? "";
        const less = await play(data, {
          seed, record: true, plan: { ...whole.plan, faults: whole.plan.faults.filter(({ id }) => id !== gone) },
        });
        expect(less.taken.some(({ site }) => site.startsWith(`fault.${gone}`) && site !== "fault")).toBe(false);
        const choices = new Map(whole.taken.map(({ site, key, choice }) => [`${site} ${key}`, choice]));
        for (const { site, key, choice } of less.taken) {
          const before = choices.get(`${site} ${key}`);
          if (before !== undefined) expect(choice).toBe(before);
        }
      }),
      { numRuns: 5 },
    );
  });

  test("is other for every seed, none of it where nothing may go wrong, and complete", async () => {
    const plans = new Set<string>();
    for (let seed = 1; seed <= 10; seed++)
      plans.add(JSON.stringify((await play(stormy(), { seed, duration: ms(100) })).plan));
    expect(plans.size).toBe(10);
    expect((await play(calm(), { seed: 1 })).plan).toEqual({ faults: [], knobs: {}, buggify: false });
  });

  test("a decision of the tape is taken instead of the seed's, and a neutral site takes none", async () => {
    const data = calm({ faults: [drop("feed-1", { perMille: 100, way: "request" })] });
    const seeded = await play(data, { seed: 4, record: true });
    const dropped = seeded.taken.filter(({ site, choice }) => site === "fault.drop#0" && choice < 100);
    expect(dropped.length).toBeGreaterThan(0);
    const tape = dropped.map(({ site, key }) => ({ site, key, choice: 999 }));
    const mended = await play(data, { seed: 4, tape });
    expect(mended.counters["failedWrites"]).toBeLessThan(seeded.counters["failedWrites"] as number);
    expect((await play(data, { seed: 4, neutral: ["fault.*"] })).counters["failedWrites"]).toBe(0);
  });

  test("buggify: a run activates some sites, fires in some passes, and lists those that it never did", async () => {
    let [activated, fired, idle] = [0, 0, 0];
    for (let seed = 1; seed <= 8; seed++) {
      const { buggify } = await play(stormy({ faults: [swarm({ buggify: true })] }), { seed });
      activated += buggify.filter((site) => site.activated).length;
      fired += buggify.reduce((sum, site) => sum + site.fired, 0);
      idle += buggify.filter((site) => !site.activated).length;
      expect(buggify.every((site) => site.activated || site.fired === 0)).toBe(true);
    }
    expect(activated).toBeGreaterThan(0);
    expect(fired).toBeGreaterThan(0);
    expect(idle).toBeGreaterThan(activated);
  });
});
