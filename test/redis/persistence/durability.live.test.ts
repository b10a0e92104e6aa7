import { afterEach, describe, expect, test } from "vitest";
import { mayLose, parametersOf, type PersistenceSetting } from "../../../src/redis/deployment/durability.ts";
import { REAL_VERSION, RealServer } from "./real-server.ts";

const SETTINGS: readonly (readonly [string, PersistenceSetting])[] = [
  ["no persistence", { kind: "none" }],
  ["save 1 1", { kind: "rdb", savePoints: [{ seconds: 1, changes: 1 }] }],
  ["appendfsync no", { kind: "aof", fsync: "no" }],
  ["appendfsync everysec", { kind: "aof", fsync: "everysec" }],
  ["appendfsync always", { kind: "aof", fsync: "always" }],
];
const BATCHES = 100;
const BATCH = 100;

const servers: RealServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});

/**
 * Adds entries as fast as the server takes them, and reads some as a group; returns how many were acknowledged. With
 * `snapshot`, there is one in the end, and it is behind.
 */
async function load(server: RealServer, snapshot: boolean): Promise<number> {
  const client = await server.start();
  await client.xgroup("CREATE", "s", "g", "0", "MKSTREAM");
  let acknowledged = 0;
  const says = async (line: RegExp): Promise<boolean> => line.test(await client.info("persistence"));
  for (let batch = 0, isBehind = !snapshot; batch < BATCHES || !isBehind; batch++) {
    if (!isBehind && !await says(/^rdb_saves:0\r$/m)) {
      // No other one begins before the next batch, whoever is slow.
      await client.config("SET", "save", "");
      isBehind = true;
    }
    const pipeline = client.pipeline();
    for (let i = 0; i < BATCH; i++) pipeline.xadd("s", `${acknowledged + i + 1}-0`, "f", "v".repeat(100));
    pipeline.xreadgroup("GROUP", "g", "c", "COUNT", 10, "STREAMS", "s", ">");
    await pipeline.exec();
    acknowledged += BATCH;
  }
  // It is counted when it begins. A child that was left behind would write into a folder that is being removed.
  while (!await says(/^rdb_bgsave_in_progress:0\r$/m));
  return acknowledged;
}

interface Left {
  readonly entries: number;
  readonly lastId: string;
  readonly delivered: number;
  readonly pending: number;
}

async function afterwards(server: RealServer): Promise<Left> {
  const client = await server.start();
  // It answers LOADING for a moment.
  for (let answer = await server.call("PING"); answer !== "PONG"; answer = await server.call("PING"));
  if (await client.exists("s") === 0) return { entries: 0, lastId: "0-0", delivered: 0, pending: 0 };
  const [stream, groups] = [await client.xinfo("STREAM", "s"), await client.xinfo("GROUPS", "s")] as [
    unknown[], unknown[][],
  ];
  const field = (from: unknown[], name: string): unknown => from[from.indexOf(name) + 1];
  return {
    entries: field(stream, "length") as number, lastId: field(stream, "last-generated-id") as string,
    delivered: Number.parseInt(field(groups[0]!, "last-delivered-id") as string),
    pending: field(groups[0]!, "pending") as number,
  };
}

describe.skipIf(REAL_VERSION === undefined)("a real server killed under load (needs redis-server on the path)", () => {
  test.each(SETTINGS)(
    "with %s loses the end of its log exactly where mayLose says that it may",
    async (_name, setting) => {
      const { save, appendonly, appendfsync } = parametersOf(setting);
      const server = new RealServer("--save", save, "--appendonly", appendonly, "--appendfsync", appendfsync);
      servers.push(server);
      const acknowledged = await load(server, setting.kind === "rdb");
      await server.kill();
      const left = await afterwards(server);
      // What is left is a prefix: so many entries, and nothing of the group that is ahead of them.
      expect(left.lastId).toBe(`${left.entries}-0`);
      expect(left.delivered).toBeLessThanOrEqual(left.entries);
      expect(left.pending).toBe(left.delivered);
      if (mayLose(setting, "process")) expect(left.entries).toBeLessThan(acknowledged);
      else expect(left.entries).toBeGreaterThanOrEqual(acknowledged);
    },
  );
});
