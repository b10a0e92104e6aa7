import fc from "fast-check";
import { expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { anyCommand } from "../persistence/any-history.ts";
import { deployed, lasting, survivingPrefix } from "./deployed.ts";

const SENTINEL = { downAfter: sec(5) };
const READONLY = new ReplyError("READONLY You can't write against a read only replica.");
const FORCED = new ReplyError(
  "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
);
/** One replica that is two seconds behind. */
const FAR_BEHIND = { replicas: 1, replicaLag: [sec(2)] };

const steps = fc.array(fc.record({ words: anyCommand, pause: fc.integer({ min: 0, max: 40 }) }), {
  minLength: 1, maxLength: 30,
});

test("a replica holds a prefix of the master's log at every instant, and all of it once the master is quiet", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (history, seed) => {
      const { world, deployment, log, client } = deployed({ replicas: 2, seed, faults: "all" });
      await world.run(sec(1), () => deployment.start());
      const bus = client();
      let at = sec(1);
      for (const { words, pause } of history) bus.sendAt((at += ms(pause)), ...words);
      await world.run(at + ms(1));
      const replica = deployment.node("redis-1").server!;
      const early = [...log];
      const prefix = survivingPrefix(early, await snapshotOf(() => deployment.node("redis-2").server!));
      expect(prefix).toBeDefined();
      await world.run(at + sec(2));
      expect(survivingPrefix(log, lasting(replica))).toBe(log.length);
    }),
    { numRuns: 30 },
  );
});

/** Contents now; the server's clock is moved on for good, so it is of no more use. */
const snapshotOf = async (server: () => Parameters<typeof lasting>[0]): Promise<string> => lasting(server());

test("a failover loses what the replica had not got, ids regress, and the old master takes the new one's data", async () => {
  const { world, deployment, log, client } = deployed(FAR_BEHIND);
  await world.run(sec(1), () => deployment.start());
  const bus = client();
  for (let i = 0; i < 100; i++) bus.sendAt(sec(2) + i * ms(50), "XADD", "s", "*", "n", i);
  await world.run(sec(7));
  const lastId = bus.replies.at(-1);
  const committed = [...log];
  expect(deployment.failover()).toBe(true);
  await world.run(sec(9));
  expect(deployment.master.name).toBe("redis-1");
  expect(bus.closed).toBe(1);
  bus.send("XREVRANGE", "s", "+", "-", "COUNT", 1);
  const [newest] = bus.replies.at(-1) as [[string]];
  expect(newest[0] < (lastId as string)).toBe(true);
  const kept = survivingPrefix(committed, lasting(deployment.node("redis-1").server!));
  expect(kept).toBeGreaterThan(40);
  expect(kept).toBeLessThan(100);
  expect(survivingPrefix(committed, lasting(deployment.node("redis-0").server!))).toBe(kept);
});

test("the demoted master refuses writes, and whoever waits on it is sent away", async () => {
  const { world, deployment, client } = deployed({ replicas: 1 });
  await world.run(sec(1), () => deployment.start());
  const waiting = client("redis-0");
  waiting.send("XREAD", "BLOCK", 0, "STREAMS", "s", "$");
  deployment.failover();
  await world.run(sec(2));
  expect([waiting.delivered, waiting.closed]).toEqual([[FORCED], 1]);
  const writer = client("redis-0");
  writer.send("XADD", "s", "*", "f", "v");
  writer.send("XREAD", "STREAMS", "s", "0");
  await world.run(sec(3));
  expect(writer.replies[0]).toEqual(READONLY);
  expect(writer.replies[1]).not.toBeInstanceOf(Error);
});

test("sentinels promote a replica only when the master has been away for long enough", async () => {
  const { world, deployment } = deployed({ replicas: 1, sentinel: SENTINEL });
  await world.run(sec(1), () => deployment.start());
  deployment.crash("redis-0", "process");
  await world.run(sec(3));
  deployment.restart("redis-0");
  await world.run(sec(20));
  expect(deployment.master.name).toBe("redis-0");
  deployment.crash("redis-0", "power");
  await world.run(sec(24));
  expect(deployment.master.name).toBe("redis-0");
  await world.run(sec(40));
  expect(deployment.master.name).toBe("redis-1");
});

test("split brain: what the cut-off master accepts is lost when it comes back, after the sentinels lost patience", async () => {
  const { world, deployment, client } = deployed({
    replicas: 1, sentinel: SENTINEL, persistence: { kind: "aof", fsync: "always" },
  });
  await world.run(sec(1), () => deployment.start());
  const [minority, majority] = [client("redis-0"), client("master")];
  minority.send("XADD", "s", "1-0", "by", "both");
  await world.run(sec(2));
  deployment.partition("redis-0", { clients: "kept" });
  await world.run(sec(15));
  minority.send("XADD", "s", "2-0", "by", "minority");
  majority.send("XADD", "s", "3-0", "by", "majority");
  expect([minority.replies.at(-1), majority.replies.at(-1)]).toEqual(["2-0", "3-0"]);
  deployment.heal("redis-0");
  await world.run(sec(16));
  minority.send("XADD", "s", "4-0", "by", "minority");
  expect(minority.replies.at(-1)).toBe("4-0");
  await world.run(sec(40));
  expect(minority.closed).toBe(1);
  minority.send("XRANGE", "s", "-", "+");
  expect(minority.replies.at(-1)).toEqual([["1-0", ["by", "both"]], ["3-0", ["by", "majority"]]]);
});

test("with min-replicas-to-write the cut-off master refuses writes once it has not heard from its replica for long", async () => {
  const parameters = { "min-replicas-to-write": "1", "min-replicas-max-lag": "10" };
  const { world, deployment, client } = deployed({ replicas: 1, parameters });
  await world.run(sec(1), () => deployment.start());
  await world.run(sec(3));
  const bus = client();
  deployment.partition("master", { clients: "kept" });
  bus.send("XADD", "s", "*", "f", "v");
  await world.run(sec(20));
  bus.send("XADD", "s", "*", "f", "v");
  expect(bus.replies[0]).not.toBeInstanceOf(Error);
  expect(bus.replies[1]).toEqual(new ReplyError("NOREPLICAS Not enough good replicas to write."));
});

test("WAIT is answered when the replicas have what was written, and then a failover does not lose it", async () => {
  const { world, deployment, client } = deployed({ replicas: 1, replicaLag: [ms(300)] });
  await world.run(sec(1), () => deployment.start());
  const bus = client();
  bus.send("XADD", "s", "1-0", "f", "v");
  await world.run(sec(1) + ms(1));
  bus.send("WAIT", 1, 0);
  bus.send("XADD", "s", "2-0", "f", "v");
  await world.run(sec(1) + ms(299));
  expect(bus.delivered).toEqual([]);
  await world.run(sec(1) + ms(301));
  expect(bus.delivered).toEqual([1]);
  deployment.failover();
  const reader = client();
  reader.send("XRANGE", "s", "-", "+");
  expect(reader.replies).toEqual([[["1-0", ["f", "v"]]]]);
});

test("an empty master that comes back before anybody noticed empties its replicas too", async () => {
  const { world, deployment, client } = deployed({ replicas: 2, sentinel: SENTINEL });
  await world.run(sec(1), () => deployment.start());
  client().send("XADD", "s", "*", "f", "v");
  await world.run(sec(2));
  deployment.crash("redis-0", "process");
  deployment.restart("redis-0");
  await world.run(sec(4));
  for (const node of deployment.nodes) expect(lasting(node.server!)).toBe("[]");
});

test("what clients behind a cut send arrives when it is mended, and what they were told before is not repeated", async () => {
  const { world, deployment, client } = deployed();
  await world.run(sec(1), () => deployment.start());
  const bus = client();
  bus.send("XADD", "s", "1-0", "f", "v");
  deployment.partition("redis-0", { clients: "cut" });
  bus.send("XADD", "s", "2-0", "f", "v");
  expect([bus.replies, deployment.master.server!.databases[0]!.size]).toEqual([["1-0"], 1]);
  deployment.heal("redis-0");
  await world.run(sec(2));
  expect(bus.replies).toEqual(["1-0", "2-0"]);
});
