import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { Decisions } from "../../../src/kernel/decisions.ts";
import type { Scheduler } from "../../../src/kernel/scheduler.ts";
import { sec } from "../../../src/kernel/time.ts";
import { Deployment } from "../../../src/redis/deployment/deployment.ts";
import {
  FAILURES, lossWindowMs, mayLose, type Failure, type PersistenceSetting,
} from "../../../src/redis/deployment/durability.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { DeploymentWire } from "../../../src/redis/wire/deployment-wire.ts";
import { EPOCH_MS as epochUnixMs, play, schedulerWith } from "./virtual-play.ts";

const DOC = readFileSync(new URL("../../../docs/deployments.md", import.meta.url), "utf8");
const HERE = readFileSync(new URL(import.meta.url), "utf8");

const lines = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
const sleep = (virtualMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, virtualMs));

const run = (scenario: (scheduler: Scheduler, decisions: Decisions) => Promise<() => void>): Promise<void> => {
  const scheduler = schedulerWith(0);
  let close = (): void => {};
  return play(
    { scheduler, log: [], close: () => close() },
    async () => void (close = await scenario(scheduler, new Decisions(1, { enabled: [] }))),
  );
};

describe("docs/deployments.md", () => {
  test("shows only code that runs here", () => {
    const blocks = [...DOC.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => lines(code));
    expect(blocks.length).toBeGreaterThan(4);
    for (const block of blocks) expect(lines(HERE)).toContain(block);
  });

  test("a client finds the replica that had its entry", async () => {
    await run(async (scheduler, decisions) => {
      const deployment = new Deployment({
        scheduler, decisions, epochUnixMs, compat: "7.2",
        persistence: { kind: "aof", fsync: "everysec" },
        replicas: 1, sentinel: { downAfter: sec(5) },
      });
      deployment.start();
      await sleep(1_000);
      const wire = new DeploymentWire({ deployment, scheduler, decisions });
      const redis = new Redis({ disableClientInfo: true, Connector: wire.connector("master") });
      redis.on("error", () => {});
      await redis.xadd("orders", "1-0", "price", 101);
      await redis.wait(1, 1_000);
      deployment.crash("redis-0", "power");
      expect(await redis.xlen("orders")).toBe(1);
      expect(deployment.master.name).toBe("redis-1");

      const store = new IoredisStore({
        commands: new Redis({ ...PRODUCER_OPTIONS, disableClientInfo: true, Connector: wire.connector() }),
        reads: new Redis({ ...CONSUMER_OPTIONS, disableClientInfo: true, Connector: wire.connector() }),
      });
      await sleep(1_000);
      expect(await store.length("orders")).toBe(1);
      return () => redis.disconnect();
    });
  });

  test("of two masters one is right", async () => {
    await run(async (scheduler, decisions) => {
      const deployment = new Deployment({
        scheduler, decisions, epochUnixMs, compat: "7.2", persistence: { kind: "aof", fsync: "everysec" }, replicas: 1,
        sentinel: { downAfter: sec(5) },
      });
      deployment.start();
      await sleep(1_000);
      const wire = new DeploymentWire({ deployment, scheduler, decisions });
      const client = (endpoint: string): Redis =>
        new Redis({ disableClientInfo: true, Connector: wire.connector(endpoint) });
      deployment.partition("redis-0", { clients: "kept" });
      await sleep(10_000);
      const [loyal, other] = [client("redis-0"), client("master")];
      expect(await loyal.xadd("s", "1-0", "by", "the old master")).toBe("1-0");
      expect(await other.xadd("s", "2-0", "by", "the new master")).toBe("2-0");
      deployment.heal("redis-0");
      await sleep(20_000);
      expect(await other.xrange("s", "-", "+")).toEqual([["2-0", ["by", "the new master"]]]);
      expect(deployment.describe().mayLose).toEqual({ process: false, power: true, failover: true, partition: true });
      expect(deployment.describe().lossWindowMs.power).toBe(2_000);
      return () => [loyal, other].forEach((each) => each.disconnect());
    });
  });
});

const SETTINGS: readonly (readonly [row: string, PersistenceSetting])[] = [
  ["none", { kind: "none" }], ["rdb", { kind: "rdb", savePoints: [{ seconds: 60, changes: 1 }] }],
  ["aof, fsync no", { kind: "aof", fsync: "no" }], ["aof, fsync everysec", { kind: "aof", fsync: "everysec" }],
  ["aof, fsync always", { kind: "aof", fsync: "always" }],
];

test.each(SETTINGS)("the durability table's row for %s is what the model promises", (row, setting) => {
  const promise = (failure: Failure): string => {
    if (!mayLose(setting, failure, { acknowledgedBy: 0, replicas: 1 })) return "kept";
    const window = lossWindowMs(setting, failure);
    return window === Infinity ? "may be lost" : `lost if younger than ${window / 1_000} s`;
  };
  expect(DOC).toContain(`| ${row} | ${FAILURES.map(promise).join(" | ")} |\n`);
});
