import { describe, expect, test } from "vitest";
import { sec } from "../../../src/kernel/time.ts";
import { FAILURES, type Failure, type PersistenceSetting } from "../../../src/redis/deployment/durability.ts";
import type { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { DeployedWorld } from "./deployed-world.ts";

const SETTINGS: readonly (readonly [name: string, PersistenceSetting])[] = [
  ["no persistence", { kind: "none" }],
  ["save points", { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }] }],
  ["appendfsync no", { kind: "aof", fsync: "no" }],
  ["appendfsync everysec", { kind: "aof", fsync: "everysec" }],
  ["appendfsync always", { kind: "aof", fsync: "always" }],
];
const TABLE = SETTINGS.flatMap(([name, persistence]) => FAILURES.map((failure) => ({ name, persistence, failure })));

const STRIKES_MS = 3_510;
const EVERY_MS = 20;
const APPENDS = 400;

interface Append {
  outcome?: "applied" | "refused" | "unknown";
  at: number;
}

/** Appends one entry every so often, whether or not earlier ones are answered. */
async function load(world: DeployedWorld, store: IoredisStore, appends: Append[]): Promise<void> {
  for (let n = 0; n < APPENDS; n++) {
    const append: Append = { at: 0 };
    appends.push(append);
    void store
      .append("s", [["n", String(n)]])
      .then(({ applied }) => (applied === 1 ? "applied" : "refused"), () => "unknown" as const)
      .then((outcome) => Object.assign(append, { outcome, at: world.scheduler.now / 1_000_000 }));
    await world.sleep(EVERY_MS);
  }
}

function strike({ deployment, after }: Pick<DeployedWorld, "deployment" | "after">, failure: Failure): void {
  switch (failure) {
    case "process": case "power":
      deployment.crash("redis-0", failure);
      return after(sec(1), () => deployment.restart("redis-0"));
    case "failover": return void deployment.failover();
    case "partition":
      deployment.partition("redis-0", { clients: "kept" });
      return after(sec(10), () => deployment.heal("redis-0"));
  }
}

/** What became of each append, and which entries there are in the end. */
async function struck(persistence: PersistenceSetting, failure: Failure) {
  const group = failure === "failover" || failure === "partition"
    ? { replicas: 1, replicaLag: [sec(2)], sentinel: { downAfter: sec(5) } } : {};
  const appends: Append[] = [];
  let survivors: number[] = [];
  const world = await DeployedWorld.run({ persistence, ...group }, async (inner) => {
    await inner.sleep(1_000);
    const store = inner.store();
    await inner.ready();
    await inner.sleep(1_000 - (inner.scheduler.now / 1_000_000) % 1_000);
    inner.after(sec(STRIKES_MS / 1_000), () => {
      inner.say("strikes");
      strike({ deployment: inner.deployment, after: (delay, act) => inner.after(delay, act) }, failure);
    });
    await load(inner, store, appends);
    await inner.sleep(60_000);
    const entries = await inner.client().xrange("s", "-", "+");
    survivors = entries.map(([, fields]) => Number(fields[1]));
  });
  const [struckAt = 0] = world.log
    .filter((line) => line.endsWith(" strikes"))
    .map((line) => Number(line.split(" ")[0]) / 1_000_000);
  return { appends, survivors, struckAt, promised: world.deployment.describe() };
}

describe.each(TABLE)("a store on a deployment with $name, and a $failure failure", ({ persistence, failure }) => {
  const lostOf = ({ appends, survivors }: { appends: readonly Append[]; survivors: readonly number[] }): number[] => {
    const kept = new Set(survivors);
    return [...appends.keys()].filter((n) => appends[n]?.outcome === "applied" && !kept.has(n));
  };

  test("every append settles, none is applied twice, and what is lost though acknowledged is what may be", async () => {
    const run = await struck(persistence, failure);
    const { appends, survivors, struckAt, promised } = run;
    expect(appends.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    expect(new Set(survivors).size).toBe(survivors.length);
    expect(appends.at(-1)?.outcome).toBe("applied");
    const lost = lostOf(run);
    expect(lost.length > 0).toBe(promised.mayLose[failure]);
    for (const n of lost) expect(appends[n]?.at).toBeGreaterThanOrEqual(struckAt - promised.lossWindowMs[failure]);
    // What is lost of the time before the failure is the end of the log: nothing older is missing.
    const before = lost.filter((n) => (appends[n]?.at ?? 0) <= struckAt);
    const acknowledgedBefore = [...appends.keys()].filter(
      (n) => appends[n]?.outcome === "applied" && (appends[n]?.at ?? 0) <= struckAt,
    );
    expect(before).toEqual(before.length === 0 ? [] : acknowledgedBefore.slice(-before.length));
  });
});
