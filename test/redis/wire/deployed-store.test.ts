import { describe, expect, test } from "vitest";
import type { StoreError } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { storeContract } from "../stores/contract.ts";
import { DeployedWorld } from "./deployed-world.ts";
import { fault } from "./wire-world.ts";

const AT = { stream: "s", group: "g", consumer: "c" };
const READ = { count: 10, block: ms(500), acknowledge: [] };
const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then((value) => JSON.stringify(value), (error: StoreError) => `${error.kind}: ${error.message}`);

storeContract("IoredisStore over the wire on a deployment", async (body) => {
  const persistence = { kind: "aof", fsync: "everysec" } as const;
  await DeployedWorld.run({ persistence, replicas: 1 }, async (world) => {
    const [near, far, tail] = [world.store(), world.store(), world.store()];
    await world.ready();
    await body({ near, far, tail, sleep: (time) => world.sleep(time) });
  });
});

describe("a store whose machine has lost its power", () => {
  test("has every call settle: appends after a second, reads and what they acknowledge after seven", async () => {
    await DeployedWorld.run({}, async (world) => {
      const store = world.store();
      await world.ready();
      await store.createGroup("s", "g", "0");
      await store.append("s", [["n", "0"]]);
      const [entry] = await store.readNew(AT, READ);
      world.deployment.crash("redis-0", "power");
      const asked = world.scheduler.now;
      const settled = async (call: Promise<unknown>): Promise<string> => {
        const outcome = await outcomeOf(call);
        return `${(world.scheduler.now - asked) / sec(1)} s ${outcome.split(" ")[0]}`;
      };
      expect(
        await Promise.all([
          settled(store.append("s", [["n", "1"]])), settled(store.readNew(AT, { ...READ, acknowledge: [entry!] })),
        ]),
      ).toEqual(["1 s unknown:", "7 s unknown:"]);
    });
  });

  test("goes on with the new master, once there is one", async () => {
    await DeployedWorld.run({ replicas: 1, sentinel: { downAfter: sec(3) } }, async (world) => {
      const store = world.store();
      await world.ready();
      await store.createGroup("s", "g", "0");
      await world.sleep(2_000);
      world.deployment.crash("redis-0", "power");
      const struckAt = world.scheduler.now;
      const until = async (call: () => Promise<unknown>): Promise<number> => {
        while ((await outcomeOf(call())).startsWith("unknown")) await world.sleep(100);
        return Math.round((world.scheduler.now - struckAt) / sec(1));
      };
      const [appended, read] = await Promise.all([
        until(() => store.append("s", [["n", "1"]])), until(() => store.readNew(AT, READ)),
      ]);
      // Given up after 2 and 7 s; then connections, of which those to the old machine are given up after 2 s each.
      expect([appended, read]).toEqual([4, 7]);
    });
  });
});

test("a read that comes too late is an error, not an empty reply; what it had delivered is pending", async () => {
  const tape = [fault("delay", 2, 2)];
  await DeployedWorld.run({ tape, faults: { delayUs: [20_000_000, 20_000_000] } }, async (world) => {
    const store = new IoredisStore({ commands: world.client(PRODUCER_OPTIONS), reads: world.client(CONSUMER_OPTIONS) });
    await world.ready();
    await store.createGroup("s", "g", "0");
    await store.append("s", [["n", "0"]]);
    expect(await outcomeOf(store.readNew(AT, READ))).toMatch(/^unknown: /);
    // Over the reads' own connection, which is made anew.
    await world.sleep(1_000);
    expect((await store.readPending(AT, 10, { ms: 0, seq: 0 })).map(({ fields }) => fields)).toEqual([["n", "0"]]);
  });
});

describe("what a server says of itself is an answer: nothing was done, and asking again is safe", () => {
  test("full memory refuses appends and groups, and lets consumers drain it", async () => {
    await DeployedWorld.run({}, async (world) => {
      const store = world.store();
      await world.ready();
      await store.createGroup("s", "g", "0");
      await store.append("s", [["n", "0"], ["n", "1"]]);
      world.deployment.fillMemory("redis-0", "noeviction");
      await store.append("s", [["n", "2"]]);
      const { applied, refused } = await store.append("s", [["n", "3"]]);
      expect([applied, refused?.kind, refused?.message.slice(0, 3)]).toEqual([0, "refused", "OOM"]);
      const entries = await store.readNew(AT, READ);
      expect(entries).toHaveLength(3);
      expect(await store.acknowledge("s", "g", entries)).toBe(3);
    });
  });

  test("a demoted master refuses with READONLY", async () => {
    await DeployedWorld.run({ replicas: 1 }, async (world) => {
      await world.sleep(2_000);
      world.deployment.failover();
      const store = world.store("redis-0");
      await world.ready();
      expect((await store.append("s", [["n", "0"]])).refused?.message).toMatch(/^READONLY/);
    });
  });

  test("after a restart without persistence the group is missing, and can be made again", async () => {
    await DeployedWorld.run({}, async (world) => {
      const store = world.store();
      await world.ready();
      await store.createGroup("s", "g", "0");
      const waiting = outcomeOf(store.readNew(AT, { ...READ, block: sec(5) }));
      await world.sleep(100);
      world.deployment.crash("redis-0", "process");
      expect(await waiting).toMatch(/^unknown: /);
      world.deployment.restart("redis-0");
      await world.sleep(3_000);
      expect(await outcomeOf(store.readNew(AT, READ))).toMatch(/^missing: NOGROUP/);
      expect(await store.createGroup("s", "g", "0")).toBe("created");
      expect(await store.readNew(AT, READ)).toEqual([]);
    });
  });
});
