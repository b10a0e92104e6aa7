import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG, type TrimConfig } from "../../../src/bus/config/config.ts";
import { formatEntryId, isAfter, parseEntryId } from "../../../src/bus/entry-id.ts";
import type { GroupHealth } from "../../../src/bus/group-health.ts";
import { RedisStreamManager } from "../../../src/bus/streams.ts";
import { sec } from "../../../src/kernel/time.ts";
import { streamLog } from "../../support/probes.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../../support/simulated.ts";

const { stream: STREAM, group: GROUP } = DEFAULT_CONFIG;

function rig(trim: Partial<TrimConfig> = {}, lagLimit = 1_000) {
  const world = simulated();
  const redis = modelRedis(world);
  const observed = streamLog();
  const states: GroupHealth[] = [];
  const store = redis.store("keeper");
  const config = {
    ...DEFAULT_CONFIG,
    trim: { ...DEFAULT_CONFIG.trim, ...trim }, consumer: { ...DEFAULT_CONFIG.consumer, lagLimit },
  };
  const manager = new RedisStreamManager({
    config, clock: world.clock, epochUnixMs: EPOCH_UNIX_MS, store, admin: store, probe: observed.probe,
    health: { changed: (health) => void states.push(health) }, onFault: world.fail,
  });
  const add = (count: number, stream = STREAM): void => {
    for (let i = 0; i < count; i++) redis.run("XADD", stream, "*", "n", i);
  };
  /** The group of the configuration has acknowledged what there is. */
  const readAll = (): void => void redis.run("XGROUP", "CREATE", STREAM, GROUP, "$");
  const ids = (stream = STREAM): string[] => redis.entries(stream).map(([id]) => id);
  /** What `act` resolves to, in virtual time. */
  const ask = async <T>(act: () => Promise<T>): Promise<T> => {
    let answer: T | undefined;
    await world.run(undefined, () => void act().then((value) => (answer = value), world.fail));
    return answer as T;
  };
  return { ...world, redis, manager, add, readAll, ids, ask, states, ...observed };
}

describe("streams", () => {
  type Step = readonly ["create" | "delete" | "info" | "group" | "ungroup" | "add", string];
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom("create", "delete", "info", "group", "ungroup", "add"), fc.constantFrom("a", "b"),
  );

  test("are made, described and removed as a model of them says, whatever the order", async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { manager, ask, add } = rig();
      const model = new Map<string, { length: number; readonly groups: Set<string> }>();
      const has = (name: string): boolean => model.has(name);
      for (const [act, name] of steps) {
        const held = model.get(name);
        const fresh = held ?? { length: 0, groups: new Set<string>() };
        if (act === "create") {
          expect(await ask(() => manager.create(name))).toBe(has(name) ? "exists" : "created");
          model.set(name, fresh);
        } else if (act === "delete") {
          expect(await ask(() => manager.delete(name))).toBe(model.delete(name));
        } else if (act === "group") {
          expect(await ask(() => manager.createGroup(name, "g", "0"))).toBe(
            held?.groups.has("g") ? "exists" : "created",
          );
          model.set(name, { ...fresh, groups: new Set([...fresh.groups, "g"]) });
        } else if (act === "ungroup" && held !== undefined) {
          expect(await ask(() => manager.destroyGroup(name, "g"))).toBe(held.groups.delete("g"));
        } else if (act === "add") {
          add(3, name);
          model.set(name, { ...fresh, length: fresh.length + 3 });
        }
        const info = await ask(() => manager.info(name));
        const now = model.get(name);
        expect(info === undefined ? undefined : [info.length, info.groups]).toEqual(
          now === undefined ? undefined : [now.length, now.groups.size],
        );
        expect(info?.first === undefined).toBe((now?.length ?? 0) === 0);
      }
    }), { numRuns: 20 });
  });

  test("several are kept at once, each within the bound, and one that is released is left as it is", async () => {
    const { manager, ask, add, ids, readAll } = rig({ maxLength: 100, precision: "exact" });
    for (const stream of [STREAM, "s:topic.a", "s:topic.b"]) add(300, stream);
    readAll();
    manager.keep("s:topic.a");
    manager.keep("s:topic.b");
    manager.release("s:topic.b");
    expect(await ask(() => manager.trim())).toBe(400);
    expect([ids().length, ids("s:topic.a").length, ids("s:topic.b").length, manager.streams]).toEqual([
      100, 100, 300, [STREAM, "s:topic.a"],
    ]);
  });
});

describe("trimming to the entry", () => {
  test("leaves exactly the bound, or stops exactly at the lowest unacknowledged entry and says how much is overdue", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 450 }),
        fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
        async (length, maxLength, read) => {
          const { manager, ask, add, ids, redis, log } = rig({ maxLength, precision: "exact" });
          add(length);
          const before = ids();
          if (read !== undefined) {
            redis.run("XGROUP", "CREATE", STREAM, GROUP, "0");
            if (read > 0) redis.run("XREADGROUP", "GROUP", GROUP, "c", "COUNT", read, "NOACK", "STREAMS", STREAM, ">");
          }
          const wanted = Math.max(0, length - maxLength);
          // Without its group nothing is acknowledged yet.
          const allowed = Math.min(wanted, read ?? 0, length);
          await ask(() => manager.trim());
          expect(ids()).toEqual(before.slice(allowed));
          expect(
            log.filter((line) => line.startsWith("held")).map((line) => Number(/(\d+) overdue/.exec(line)?.[1])),
          ).toEqual(allowed < wanted ? [wanted - allowed] : []);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("by age leaves nothing older than the retention, and everything younger", async () => {
    const { manager, ask, add, ids, run, readAll } = rig({ strategy: "MINID", retention: sec(60), precision: "exact" });
    add(130);
    await run(sec(61));
    add(70);
    readAll();
    await ask(() => manager.trim());
    expect(ids()).toHaveLength(70);
  });
});

describe("groups", () => {
  test("a group from 0 sees all that is there, one from $ none of the past, one from an id what comes after it", async () => {
    const { manager, ask, add, ids, redis } = rig();
    add(5);
    const third = ids()[2]!;
    for (const [group, from] of [["all", "0"], ["new", "$"], ["some", third]] as const)
      await ask(() => manager.createGroup(STREAM, group, from));
    add(1);
    const readBy = (group: string): number => {
      const reply = redis.run(
        "XREADGROUP", "GROUP", group, "c", "COUNT", 100, "STREAMS", STREAM, ">",
      ) as readonly (readonly [string, readonly unknown[]])[];
      return reply[0]![1].length;
    };
    expect(["all", "new", "some"].map(readBy)).toEqual([6, 1, 3]);
    await ask(() => manager.moveGroup(STREAM, "all", parseEntryId(third)));
    expect(readBy("all")).toBe(3);
  });

  test("is degraded from a lag of one more than the limit, active again below, and unknown when the server cannot tell", async () => {
    const { manager, ask, add, ids, redis, states } = rig({}, 1_000);
    redis.run("XGROUP", "CREATE", STREAM, GROUP, "0", "MKSTREAM");
    const story: unknown[] = [];
    const pass = async (): Promise<void> => {
      await ask(() => manager.trim());
      story.push([manager.health[0]?.lag, manager.health[0]?.state]);
    };
    add(1_000);
    await pass();
    add(1);
    await pass();
    redis.run("XREADGROUP", "GROUP", GROUP, "c", "COUNT", 500, "NOACK", "STREAMS", STREAM, ">");
    await pass();
    redis.run("XDEL", STREAM, ids()[700]!);
    await pass();
    expect(story).toEqual([[1_000, "active"], [1_001, "degraded"], [501, "active"], [undefined, "unknown"]]);
    expect(states.map(({ state }) => state)).toEqual(["active", "degraded", "active", "unknown"]);
  });

  test("what a group wanted at the last pass is known, and stays known when the group is gone", async () => {
    const { manager, ask, add, ids, redis } = rig();
    add(10);
    redis.run("XGROUP", "CREATE", STREAM, GROUP, "0");
    redis.run("XREADGROUP", "GROUP", GROUP, "c", "COUNT", 6, "STREAMS", STREAM, ">");
    redis.run("XACK", STREAM, GROUP, ...ids().slice(0, 2));
    await ask(() => manager.trim());
    redis.run("XGROUP", "DESTROY", STREAM, GROUP);
    await ask(() => manager.trim());
    const known = manager.lowestUnacknowledged(STREAM, GROUP)!;
    expect([
      formatEntryId(known), isAfter(known, parseEntryId(ids()[1]!)), manager.lowestUnacknowledged(STREAM, "other"),
    ]).toEqual([ids()[2], true, undefined]);
  });
});

test("a pass that fails is counted with its error, the next one makes good, and after stop there is none", async () => {
  const { manager, run, redis, add, ids, readAll } = rig({ maxLength: 100, interval: sec(1) });
  add(500);
  readAll();
  redis.deployment.partition("redis-0", { clients: "cut" });
  await run(sec(2), () => manager.start());
  expect([manager.passes.succeeded, manager.passes.failed, String(manager.passes.lastError)]).toEqual([
    0, 1, expect.stringContaining("no reply"),
  ]);
  redis.deployment.heal("redis-0");
  await run(sec(4));
  expect([manager.passes.succeeded > 0, ids().length < 200]).toEqual([true, true]);
  const { succeeded } = manager.passes;
  await run(sec(20), () => void manager.stop());
  expect(manager.passes.succeeded).toBeLessThanOrEqual(succeeded + 1);
});

test("the dead letters of a stream go only when they are asked to, with the marks that keep them from being written twice", async () => {
  const { manager, ask, redis, add } = rig();
  add(1);
  redis.run("XADD", `${STREAM}:dead`, "*", "a", "b");
  redis.run("HSET", `${STREAM}:dead:producers`, "x", "1:1");
  await ask(() => manager.delete(STREAM));
  expect(redis.run("EXISTS", STREAM, `${STREAM}:dead`, `${STREAM}:dead:producers`)).toBe(2);
  await ask(() => manager.purgeDeadLetters(STREAM));
  expect(redis.run("EXISTS", STREAM, `${STREAM}:dead`, `${STREAM}:dead:producers`)).toBe(0);
});
