import { describe, expect, test } from "vitest";
import { sec } from "../../../src/kernel/time.ts";
import { liveDrains } from "../../../src/live/host.ts";
import { busOn, type Accounts } from "./deployed-bus.ts";
import { DeployedWorld, type DeployedWorldOptions } from "./deployed-world.ts";

const ALWAYS = { kind: "aof", fsync: "always" } as const;
const EVERYSEC = { kind: "aof", fsync: "everysec" } as const;
const NONE = { kind: "none" } as const;
/** Two seconds behind, and somebody who notices. */
const GROUP = { replicas: 1, replicaLag: [sec(2)], sentinel: { downAfter: sec(3) } } as const;

interface Trouble {
  readonly what: string;
  readonly options: DeployedWorldOptions;
  readonly strike: (world: DeployedWorld) => void;
  /** Whether acknowledged messages that nobody has handled yet may be gone. */
  readonly mayLose: boolean;
}

const crashAndRestart = (failure: "process" | "power") => ({ deployment, after }: Pick<DeployedWorld, "deployment" | "after">): void => {
  deployment.crash("redis-0", failure);
  after(sec(2), () => deployment.restart("redis-0"));
};

const TROUBLES: readonly Trouble[] = [
  { what: "a process crash, everything logged", options: { persistence: ALWAYS }, strike: crashAndRestart("process"), mayLose: false },
  { what: "a process crash, logged every second", options: { persistence: EVERYSEC }, strike: crashAndRestart("process"), mayLose: false },
  {
    what: "a process crash between save points", mayLose: true, strike: crashAndRestart("process"),
    options: { persistence: { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }] } },
  },
  { what: "a process crash after which stream and group are gone", options: { persistence: NONE }, strike: crashAndRestart("process"), mayLose: true },
  { what: "power loss, everything logged", options: { persistence: ALWAYS }, strike: crashAndRestart("power"), mayLose: false },
  { what: "power loss, logged every second", options: { persistence: EVERYSEC }, strike: crashAndRestart("power"), mayLose: true },
  {
    what: "power loss of a master whose replica takes over", options: { persistence: ALWAYS, ...GROUP }, mayLose: true,
    strike: ({ deployment, after }) => {
      deployment.crash("redis-0", "power");
      after(sec(30), () => deployment.restart("redis-0"));
    },
  },
  { what: "a failover by command", options: { persistence: NONE, ...GROUP }, strike: ({ deployment }) => void deployment.failover(), mayLose: true },
  {
    what: "a split brain", options: { persistence: ALWAYS, ...GROUP }, mayLose: true,
    strike: ({ deployment, after }) => {
      deployment.partition("redis-0", { clients: "kept" });
      after(sec(8), () => deployment.heal("redis-0"));
    },
  },
  {
    what: "a network cut", options: { persistence: NONE }, mayLose: false,
    strike: ({ deployment, after }) => {
      deployment.partition("redis-0", { clients: "cut" });
      after(sec(6), () => deployment.heal("redis-0"));
    },
  },
  {
    what: "full memory that refuses", options: { persistence: NONE }, mayLose: false,
    strike: ({ deployment, after }) => {
      deployment.fillMemory("redis-0", "noeviction");
      after(sec(3), () => deployment.freeMemory("redis-0"));
    },
  },
  {
    what: "full memory that evicts", options: { persistence: NONE }, mayLose: true,
    strike: ({ deployment, after }) => {
      deployment.fillMemory("redis-0", "allkeys-lru");
      after(sec(3), () => deployment.freeMemory("redis-0"));
    },
  },
  { what: "a stall", options: { persistence: NONE }, strike: ({ deployment }) => deployment.stall("redis-0", sec(4)), mayLose: false },
  { what: "a clock that jumps back", options: { persistence: NONE }, strike: ({ deployment }) => deployment.jumpClock("redis-0", -3_600_000), mayLose: false },
  { what: "a clock that jumps ahead", options: { persistence: NONE }, strike: ({ deployment }) => deployment.jumpClock("redis-0", 3_600_000), mayLose: false },
];

interface Told {
  readonly accounts: Accounts;
  readonly held: number;
  readonly struckAt: number;
  readonly healedFrom: number;
  readonly log: readonly string[];
}

async function play({ options, strike }: Trouble, consumers: readonly string[], more: DeployedWorldOptions = {}): Promise<Told> {
  let told: Omit<Told, "log"> | undefined;
  const world = await DeployedWorld.run({ ...options, ...more }, async (inner) => {
    await inner.sleep(3_000);
    const bus = await busOn(inner, consumers);
    await bus.publishFor(3_000, 10);
    const struckAt = inner.scheduler.now;
    inner.say("strikes");
    strike(inner);
    await bus.publishFor(60_000, 50);
    const healedFrom = bus.accounts.accepted.size + bus.accounts.refused.length;
    await bus.publishFor(1_000, 10);
    await bus.client.close();
    await inner.sleep(60_000);
    for (const consumer of bus.consumers) await consumer.stop();
    told = { accounts: bus.accounts, held: bus.client.held, struckAt, healedFrom };
  });
  if (told === undefined) throw new Error("the scenario told nothing");
  return { ...told, log: world.log };
}

describe.each(TROUBLES)("the bus through $what", (trouble) => {
  test("conserves: accepted = handled + dropped + held, but for what was acknowledged and may be lost", async () => {
    const { accounts, held, healedFrom } = await play(trouble, ["c1"]);
    const { missing, accepted, dropped, stored, handled } = accounts;
    const once = handled.get("c1") ?? [];
    expect(held).toBe(0);
    expect(new Set(once).size).toBe(once.length);
    expect(accepted.size).toBe(once.length + dropped.size + missing.length);
    for (const ordinal of missing) expect(stored.has(ordinal)).toBe(true);
    if (!trouble.mayLose) expect(missing).toEqual([]);
    expect(missing.filter((ordinal) => ordinal >= healedFrom)).toEqual([]);
  });

  test("keeps the order of each key at a single consumer", async () => {
    const { accounts } = await play(trouble, ["c1"], { seed: 2 });
    const last = new Map<string, number>();
    for (const ordinal of accounts.handled.get("c1") ?? []) {
      const key = `${ordinal % 4 === 0}-${ordinal % 5}`;
      expect(ordinal).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, ordinal);
    }
  });

  test("of two consumers neither handles a message twice, and together they handle all that is not lost", async () => {
    const { accounts, held } = await play(trouble, ["c1", "c2"]);
    for (const handled of accounts.handled.values()) expect(new Set(handled).size).toBe(handled.length);
    expect(held).toBe(0);
    if (!trouble.mayLose) expect(accounts.missing).toEqual([]);
  });
});

test.each(TROUBLES)("the same seed tells the same story of $what, whichever way ticks and promises are run", async (trouble) => {
  const logs: (readonly string[])[] = [];
  for (const drain of [0, ...liveDrains().keys()]) logs.push((await play(trouble, ["c1", "c2"], { drain, seed: 7 })).log);
  expect(logs.length).toBeGreaterThan(2);
  for (const log of logs) expect(log).toEqual(logs[0]);
});
