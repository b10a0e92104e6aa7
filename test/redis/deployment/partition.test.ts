import { describe, expect, test } from "vitest";
import { ms, sec, us } from "../../../src/kernel/time.ts";
import { Replication } from "../../../src/redis/replication/replication.ts";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { deployed, lasting, type DeployedOptions } from "./deployed.ts";

const LAG = [ms(1)];

async function running(options: DeployedOptions = {}) {
  const all = deployed({ replicas: 1, replicaLag: LAG, ...options });
  await all.world.run(sec(1), () => all.deployment.start());
  await all.world.run(sec(2));
  return all;
}

/** How many entries of the stream `s` a node has. */
const entriesOf = (name: string, { deployment }: Pick<Awaited<ReturnType<typeof running>>, "deployment">): number =>
  (JSON.parse(lasting(deployment.node(name).server!)) as unknown[]).length;

describe("between nodes a partition of one way loses one way", () => {
  test("request: the replica gets the stream, its master does not hear what it has got, so WAIT is not answered before the end", async () => {
    const all = await running();
    const { world, deployment, client } = all;
    const end = deployment.partition("redis-1", { clients: "kept", way: "request" });
    const bus = client("redis-0");
    bus.send("XADD", "s", "1-0", "f", "v");
    bus.send("WAIT", 1, 0);
    await world.run(sec(4));
    const offset = deployment.node("redis-1").process!.part(Replication).offset;
    expect(offset).toBe(deployment.master.process!.part(Replication).offset);
    expect(deployment.master.process!.part(Replication).replicas[0]!.offset).toBeLessThan(offset);
    expect(bus.delivered).toEqual([]);
    end();
    expect(bus.delivered).toEqual([1]);
    expect(entriesOf("redis-1", all)).toBe(1);
  });

  test("reply: the stream does not arrive before the end, though the replica goes on reporting and counts as a good one", async () => {
    const all = await running({ parameters: { "min-replicas-to-write": "1", "min-replicas-max-lag": "2" } });
    const { world, deployment, client } = all;
    const end = deployment.partition("redis-1", { clients: "kept", way: "reply" });
    const bus = client("redis-0");
    bus.send("XADD", "s", "1-0", "f", "v");
    await world.run(sec(10));
    bus.send("XADD", "s", "2-0", "f", "v");
    expect(bus.replies).toEqual(["1-0", "2-0"]);
    expect(deployment.node("redis-1").process!.part(Replication).offset).toBe(0);
    end();
    await world.run(sec(11));
    expect(deployment.node("redis-1").process!.part(Replication).offset).toBe(
      deployment.master.process!.part(Replication).offset,
    );
  });

  test("request: a master that does not hear its replicas refuses writes, though they have all that it wrote", async () => {
    const { world, deployment, client } = await running({
      parameters: { "min-replicas-to-write": "1", "min-replicas-max-lag": "2" },
    });
    deployment.partition("redis-1", { clients: "kept", way: "request" });
    const bus = client("redis-0");
    bus.send("XADD", "s", "1-0", "f", "v");
    await world.run(sec(10));
    bus.send("XADD", "s", "2-0", "f", "v");
    expect(bus.replies).toEqual(["1-0", new ReplyError("NOREPLICAS Not enough good replicas to write.")]);
  });

  test.each(["request", "reply"] as const)(
    "%s: sentinels get no answer of a node, be it the master, which they replace, or a replica, which they do not promote",
    async (way) => {
      const { world, deployment } = await running({ replicas: 2, sentinel: { downAfter: sec(1) } });
      deployment.partition("redis-1", { clients: "kept", way });
      await world.run(sec(15));
      expect(deployment.master.name).toBe("redis-0");
      deployment.partition("redis-0", { clients: "kept", way });
      await world.run(sec(30));
      expect(deployment.master.name).toBe("redis-2");
    },
  );
});

test("nodes on one side of a partition still hear each other", async () => {
  const { world, deployment, client } = await running({ replicas: 2 });
  const end = deployment.partition(["redis-0", "redis-1"], { clients: "kept" });
  client("redis-0").send("XADD", "s", "1-0", "f", "v");
  await world.run(sec(3));
  const offsets = (): number[] => deployment.nodes.map((node) => node.process!.part(Replication).offset);
  expect(offsets()[1]).toBe(offsets()[0]);
  expect(offsets()[2]).toBe(0);
  end();
  await world.run(sec(4));
  expect(new Set(offsets()).size).toBe(1);
});

test("of two partitions that overlap, each ends for itself", async () => {
  const { world, deployment, client } = await running();
  const [first, second] = [
    deployment.partition("redis-1", { clients: "kept" }), deployment.partition("redis-1", { clients: "kept" }),
  ];
  client("redis-0").send("XADD", "s", "1-0", "f", "v");
  first();
  await world.run(sec(3));
  expect(deployment.node("redis-1").process!.part(Replication).offset).toBe(0);
  second();
  await world.run(sec(4));
  expect(deployment.node("redis-1").process!.part(Replication).offset).toBeGreaterThan(0);
});

test("a replica that started while its master was cut off follows it once it can be reached", async () => {
  const all = await running();
  const { world, deployment, client } = all;
  client("redis-0").send("XADD", "s", "1-0", "f", "v");
  const end = deployment.partition("redis-0", { clients: "kept" });
  deployment.crash("redis-1", "process");
  deployment.restart("redis-1");
  await world.run(sec(5));
  expect(entriesOf("redis-1", all)).toBe(0);
  end();
  await world.run(sec(8));
  expect(entriesOf("redis-1", all)).toBe(1);
});

test("a snapshot that is cut off on its way is sent again when the partition is over", async () => {
  const all = deployed({ replicas: 1, replicaLag: LAG });
  const { world, deployment, client } = all;
  await world.run(sec(1), () => deployment.start());
  await world.run(sec(2));
  deployment.crash("redis-1", "process");
  const bus = client("redis-0");
  for (let i = 1; i <= 2_000; i++) bus.send("XADD", "s", `${i}-0`, "f", "v".repeat(200));
  deployment.restart("redis-1");
  // Loading takes it some hundred milliseconds; then the snapshot is on its way for a few.
  let end: (() => void) | undefined;
  const site = world.scheduler.sites.id("test.partition");
  const watch = (): void => {
    if (deployment.node("redis-1").process?.part(Replication).master?.state === "sync")
      end = deployment.partition("redis-1", { clients: "kept" });
    else world.scheduler.after(us(100), site, watch);
  };
  await world.run(sec(4), watch);
  expect(end).toBeDefined();
  expect(deployment.node("redis-1").process!.part(Replication).offset).toBe(0);
  end?.();
  await world.run(sec(6));
  expect(deployment.node("redis-1").process!.part(Replication).offset).toBe(
    deployment.master.process!.part(Replication).offset,
  );
});
