import { describe, expect, test } from "vitest";
import { sec } from "../../../src/kernel/time.ts";
import { liveDrains } from "../../../src/live/host.ts";
import { busOn, byKey, type Accounts } from "./deployed-bus.ts";
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
  /** Whether messages are lost that were acknowledged and not yet read. */
  readonly loses: boolean;
}

const crashAndRestart = (failure: "process" | "power") => (world: DeployedWorld): void => {
  const { deployment } = world;
  deployment.crash("redis-0", failure);
  world.after(sec(2), () => deployment.restart("redis-0"));
};

const TROUBLES: readonly Trouble[] = [
  {
    what: "a process crash, everything logged", options: { persistence: ALWAYS }, strike: crashAndRestart("process"),
    loses: false,
  },
  {
    what: "a process crash, logged every second", options: { persistence: EVERYSEC },
    strike: crashAndRestart("process"), loses: false,
  },
  {
    what: "a process crash between save points", loses: true, strike: crashAndRestart("process"),
    options: { persistence: { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }] } },
  },
  {
    what: "a process crash after which stream and group are gone", options: { persistence: NONE },
    strike: crashAndRestart("process"), loses: true,
  },
  {
    what: "power loss, everything logged", options: { persistence: ALWAYS }, strike: crashAndRestart("power"),
    loses: false,
  },
  {
    what: "power loss, logged every second", options: { persistence: EVERYSEC }, strike: crashAndRestart("power"),
    loses: true,
  },
  {
    what: "power loss of a master whose replica takes over", options: { persistence: ALWAYS, ...GROUP }, loses: true,
    strike: (world) => {
      const { deployment } = world;
      deployment.crash("redis-0", "power");
      world.after(sec(15), () => deployment.restart("redis-0"));
    },
  },
  {
    what: "a failover by command", options: { persistence: NONE, ...GROUP },
    strike: ({ deployment }) => void deployment.failover(), loses: true,
  },
  {
    // What the old master accepts is lost, but its consumer has read it by then.
    what: "a split brain", options: { persistence: ALWAYS, ...GROUP }, loses: false,
    strike: (world) => {
      const { deployment } = world;
      deployment.partition("redis-0", { clients: "kept" });
      world.after(sec(8), () => deployment.heal("redis-0"));
    },
  },
  {
    what: "a network cut", options: { persistence: NONE }, loses: false,
    strike: (world) => {
      const { deployment } = world;
      deployment.partition("redis-0", { clients: "cut" });
      world.after(sec(6), () => deployment.heal("redis-0"));
    },
  },
  {
    what: "full memory that refuses", options: { persistence: NONE }, loses: false,
    strike: (world) => {
      const { deployment } = world;
      deployment.fillMemory("redis-0", "noeviction");
      world.after(sec(3), () => deployment.freeMemory("redis-0"));
    },
  },
  {
    what: "full memory that evicts", options: { persistence: NONE }, loses: true,
    strike: (world) => {
      const { deployment } = world;
      deployment.fillMemory("redis-0", "allkeys-lru");
      world.after(sec(3), () => deployment.freeMemory("redis-0"));
    },
  },
  {
    what: "a stall", options: { persistence: NONE }, strike: ({ deployment }) => deployment.stall("redis-0", sec(4)),
    loses: false,
  },
  {
    what: "a clock that jumps back", options: { persistence: NONE },
    strike: ({ deployment }) => deployment.jumpClock("redis-0", -3_600_000), loses: false,
  },
  {
    what: "a clock that jumps ahead", options: { persistence: NONE },
    strike: ({ deployment }) => deployment.jumpClock("redis-0", 3_600_000), loses: false,
  },
];

interface Told {
  readonly accounts: Accounts;
  readonly held: number;
  readonly struckAt: number;
  readonly healedFrom: number;
  readonly log: readonly string[];
}

async function play(
  { options, strike }: Trouble, consumers: readonly string[], more: DeployedWorldOptions = {},
): Promise<Told> {
  let told: Omit<Told, "log"> | undefined;
  const world = await DeployedWorld.run({ ...options, ...more }, async (inner) => {
    await inner.sleep(3_000);
    const bus = await busOn(inner, consumers);
    await bus.publishFor(3_000, 10);
    const struckAt = inner.scheduler.now;
    inner.say("strikes");
    strike(inner);
    await bus.publishFor(7_000, 10);
    await bus.publishFor(15_000, 100);
    const healedFrom = bus.accounts.accepted.size + bus.accounts.refused.length;
    await bus.publishFor(1_000, 10);
    await bus.client.close();
    await inner.sleep(40_000);
    for (const consumer of bus.consumers) await consumer.stop();
    told = { accounts: bus.accounts, held: bus.client.held, struckAt, healedFrom };
  });
  if (told === undefined) throw new Error("the scenario told nothing");
  return { ...told, log: world.log };
}

describe.each(TROUBLES)("the bus through $what", (trouble) => {
  test("conserves: accepted = handled + dropped + held, but for what was acknowledged and may be lost; and keeps the order of each key", async () => {
    const { accounts, held, healedFrom } = await play(trouble, ["c1"]);
    const { missing, accepted, dropped, stored, handled } = accounts;
    const once = handled.get("c1") ?? [];
    expect(held).toBe(0);
    expect(new Set(once).size).toBe(once.length);
    expect(accepted.size).toBe(once.length + dropped.size + missing.length);
    for (const ordinal of missing) expect(stored.has(ordinal)).toBe(true);
    expect(missing.length > 0).toBe(trouble.loses);
    expect(missing.filter((ordinal) => ordinal >= healedFrom)).toEqual([]);
    for (const ofKey of byKey(once)) expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
  });

  test("gives two consumers all that is not lost, neither of them anything twice; the same seed tells the same story, whichever way ticks and promises are run", async () => {
    const told: Told[] = [];
    for (const drain of [0, ...liveDrains().keys()]) told.push(await play(trouble, ["c1", "c2"], { drain, seed: 7 }));
    const [{ accounts, held }] = told as [Told];
    for (const handled of accounts.handled.values()) expect(new Set(handled).size).toBe(handled.length);
    expect(held).toBe(0);
    if (!trouble.loses) expect(accounts.missing).toEqual([]);
    expect(told.length).toBeGreaterThan(2);
    for (const { log } of told) expect(log).toEqual(told[0]?.log);
  });
});
