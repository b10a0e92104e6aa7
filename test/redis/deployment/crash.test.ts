import fc from "fast-check";
import { expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { mayLose, type Failure, type PersistenceSetting } from "../../../src/redis/deployment/durability.ts";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { anyCommand } from "../persistence/any-history.ts";
import { deployed, lasting, replayed, survivingPrefix } from "./deployed.ts";

const SETTINGS: readonly PersistenceSetting[] = [
  { kind: "none" }, { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }, { seconds: 60, changes: 10_000 }] },
  { kind: "aof", fsync: "no" }, { kind: "aof", fsync: "everysec" }, { kind: "aof", fsync: "always" },
];
const CRASHES: readonly ("process" | "power")[] = ["process", "power"];
const TABLE = SETTINGS.flatMap((setting) => CRASHES.map((failure) => ({ setting, failure, name: nameOf(setting) })));

function nameOf(setting: PersistenceSetting): string {
  return setting.kind === "aof"
    ? `appendfsync ${setting.fsync}`
    : setting.kind === "rdb"
      ? "save points"
      : "no persistence";
}

const steps = fc.array(fc.record({ words: anyCommand, pause: fc.integer({ min: 0, max: 400 }) }), {
  minLength: 1, maxLength: 30,
});

/** Runs a history, crashes at an instant of it, restarts. Returns how many committed commands survived, of how many. */
async function crashed(
  setting: PersistenceSetting, failure: "process" | "power",
  history: readonly { words: readonly string[]; pause: number }[], seed: number,
) {
  const { world, deployment, log, client } = deployed({ persistence: setting, seed, faults: "all" });
  const bus = client();
  let at = sec(1);
  await world.run(sec(1), () => deployment.start());
  for (const { words, pause } of history) bus.sendAt((at += ms(pause)), ...words);
  await world.run(at + ms(seed % 700));
  const committed = [...log];
  deployment.crash("redis-0", failure);
  await world.run(at + sec(5));
  deployment.restart("redis-0");
  await world.run(at + sec(8));
  return { committed, survived: survivingPrefix(committed, lasting(deployment.node("redis-0").server!)) };
}

test.each(TABLE)(
  "with $name, what survives a $failure failure is a prefix of the log, and all of it where nothing may be lost",
  async ({ setting, failure }) => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat({ max: 10_000 }), async (history, seed) => {
        const { committed, survived } = await crashed(setting, failure, history, seed);
        expect(survived).toBeDefined();
        if (!mayLose(setting, failure)) expect(survived).toBe(committed.length);
        if (setting.kind === "none") expect(survived === 0 || replayed(committed, survived!) === "[]").toBe(true);
      }),
      { numRuns: 20 },
    );
  },
);

const BURST = Array.from({ length: 40 }, (_, i) => ({ words: ["XADD", "s", "*", "n", String(i)], pause: 60 }));

/** The durability table: of 40 entries added within 2.4 s, some are lost or none is. */
test.each(TABLE)(
  "with $name, a $failure failure under load loses something exactly where mayLose says so",
  async ({ setting, failure }) => {
    const { committed, survived } = await crashed(setting, failure, BURST, 3);
    expect(committed).toHaveLength(40);
    expect((survived ?? 0) < 40).toBe(mayLose(setting, failure));
  },
);

test("every second of an everysec log is safe from power loss two seconds later", async () => {
  const { committed, survived } = await crashed({ kind: "aof", fsync: "everysec" }, "power", BURST, 3);
  expect(survived).toBeGreaterThan(0);
  expect((committed.length - survived!) * 60).toBeLessThanOrEqual(2_000);
});

test("a node that starts answers LOADING, and the more data the longer; scripts, ids of runs and connections are new", async () => {
  const { world, deployment, client } = deployed({ persistence: { kind: "aof", fsync: "always" } });
  await world.run(sec(1), () => deployment.start());
  const bus = client();
  for (let i = 0; i < 2_000; i++) bus.sendAt(sec(1) + i, "XADD", "s", "*", "payload", "x".repeat(1_000));
  await world.run(sec(2));
  deployment.crash("redis-0", "process");
  expect(bus.closed).toBe(1);
  bus.send("PING");
  expect(bus.refusals).toEqual(["refused"]);
  deployment.restart("redis-0");
  bus.send("XLEN", "s");
  await world.run(sec(2) + ms(60));
  bus.send("XLEN", "s");
  await world.run(sec(3));
  bus.send("XLEN", "s");
  const loading = new ReplyError("LOADING Redis is loading the dataset in memory");
  expect(bus.replies.slice(-3)).toEqual([loading, loading, 2_000]);
});

test("who was connected when the power failed hears nothing, until the machine is back and knows nothing of him", async () => {
  const { world, deployment, client } = deployed();
  await world.run(sec(1), () => deployment.start());
  const bus = client();
  bus.send("XADD", "s", "*", "f", "v");
  deployment.crash("redis-0", "power");
  bus.send("XADD", "s", "*", "f", "v");
  expect([bus.closed, bus.replies.length]).toEqual([0, 1]);
  deployment.restart("redis-0");
  bus.send("XLEN", "s");
  expect(bus.closed).toBe(1);
});

test("SHUTDOWN saves, NOSAVE does not, and either ends the process and its connections", async () => {
  for (const [how, kept] of [["SAVE", 1], ["NOSAVE", 0]] as const) {
    const { world, deployment, client } = deployed();
    await world.run(sec(1), () => deployment.start());
    const bus = client();
    bus.send("XADD", "s", "*", "f", "v");
    await world.run(sec(2));
    bus.send("SHUTDOWN", how);
    expect([bus.closed, deployment.node("redis-0").state]).toEqual([1, "down"]);
    deployment.restart("redis-0");
    await world.run(sec(3));
    bus.send("XLEN", "s");
    expect(bus.replies.at(-1)).toBe(kept);
  }
});

test("a log that is damaged before its end keeps the node from starting", async () => {
  const { world, deployment, client } = deployed({ persistence: { kind: "aof", fsync: "always" } });
  await world.run(sec(1), () => deployment.start());
  client().send("XADD", "s", "*", "f", "v");
  const node = deployment.node("redis-0");
  const file = node.files.names.find((name) => name.endsWith(".incr.aof"))!;
  deployment.crash("redis-0", "process");
  node.files.replace(file, Buffer.concat([Buffer.from("garbage\r\n"), node.files.read(file)!]));
  deployment.restart("redis-0");
  await world.run(sec(3));
  expect([node.state, node.failure?.message]).toEqual(["down", "* is expected at byte 0"]);
});

test("failures that are not of a single node are for replicas to answer", () => {
  const setting: PersistenceSetting = { kind: "aof", fsync: "always" };
  const groupFailures: readonly Failure[] = ["failover", "partition"];
  for (const failure of groupFailures) {
    expect(mayLose(setting, failure, { acknowledgedBy: 0, replicas: 2 })).toBe(true);
    expect(mayLose(setting, failure, { acknowledgedBy: 1, replicas: 2 })).toBe(true);
    expect(mayLose(setting, failure, { acknowledgedBy: 2, replicas: 2 })).toBe(false);
  }
});
