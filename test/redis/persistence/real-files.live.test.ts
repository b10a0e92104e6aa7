import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { MemoryFiles } from "../../../src/redis/persistence/memory-files.ts";
import { Persistence } from "../../../src/redis/persistence/persistence.ts";
import type { Bytes } from "../../../src/redis/server/bytes.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { DirectServer } from "../server/direct-client.ts";
import { anyCommand, type Words } from "./any-history.ts";
import { REAL_VERSION, RealServer } from "./real-server.ts";
import { contentsOf } from "./server-contents.ts";

const compat: Compat = REAL_VERSION?.startsWith("7.0") === true ? "7.0" : "7.2";
const servers: RealServer[] = [];

async function realServer(...settings: string[]): Promise<RealServer> {
  const server = new RealServer(...settings);
  servers.push(server);
  await server.start();
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});

/** One history of all sorts of commands, the same in every run, with entries enough for several nodes of a stream. */
const HISTORY: readonly Words[] = [
  // Nothing expires while the test runs: the two would not agree on the instant.
  ...fc.sample(anyCommand, { numRuns: 1_500, seed: 7 }).filter(([name]) => name !== "SPOP")
    .map(([name, ...rest]) => (name === "PEXPIRE" ? [name, rest[0]!, `${rest[1]}000000`] : [name!, ...rest])),
  ...Array.from({ length: 250 }, (_, i) => ["XADD", "long", `${i + 1}-1`, "field", `value ${i}`, "number", String(i)]),
  ["XGROUP", "CREATE", "long", "g", "0"], ["XREADGROUP", "GROUP", "g", "c", "COUNT", "40", "STREAMS", "long", ">"],
  ["XACK", "long", "g", "3-1", "5-1"], ["XDEL", "long", "7-1", "120-1"],
  ...Array.from({ length: 600 }, (_, i) => ["ZADD", "many", String(i / 7), `member ${i}`]),
  ...Array.from({ length: 600 }, (_, i) => ["SADD", "integers", String(i * 1_000_003)]),
  ["RPUSH", "far", ...Array.from({ length: 3_000 }, (_, i) => `element ${i}`)],
  ["SELECT", "5"], ["SET", "other", "database"], ["PEXPIRE", "other", "10000000"],
];

/** Contents without what depends on when a command was executed, and what the log of 7.0 does not say. */
const timeless = (direct: DirectServer): string =>
  JSON.stringify(contentsOf(direct.server), (name, value: unknown) =>
    name === "seenAtMs" || name === "activeAtMs" || name === "deliveredAtMs" || name === "expiresAtMs" ? "some time"
      : name === "entriesRead" ? undefined : typeof value === "bigint" ? String(value) : value);

function model(nowMs: number): { direct: DirectServer; persistence: Persistence; files: MemoryFiles } {
  const direct = new DirectServer(compat);
  direct.nowMs = nowMs;
  direct.sleep(0);
  const persistence = direct.server.part(Persistence);
  const files = new MemoryFiles();
  persistence.files = files;
  return { direct, persistence, files };
}

describe.skipIf(REAL_VERSION === undefined)("against a real server (needs redis-server on the path)", () => {
  test("the server restores what the model dumps, and the model what the server dumps", async () => {
    const real = await realServer("--save", "");
    const { direct } = model(Date.now());
    const client = direct.client();
    for (const words of HISTORY) client.run(...words);
    client.run("SELECT", "0");
    const copy = new DirectServer(compat);
    copy.nowMs = direct.nowMs;
    const restorer = copy.client();
    for (const key of direct.server.databases[0]!.keys()) {
      const payload = direct.server.apply(client.session, ["DUMP", key], direct.nowMs * 1_000) as Bytes;
      expect([key, await real.call("RESTORE", key, "0", payload)]).toEqual([key, "OK"]);
      const back = await real.call("DUMP", key) as Bytes;
      const expiry = String(direct.server.databases[0]!.expiryOf(key) ?? 0);
      copy.server.apply(restorer.session, ["RESTORE", key, expiry, back, "ABSTTL"], direct.nowMs * 1_000);
    }
    const own = direct.client();
    own.run("SELECT", "5");
    own.run("DEL", "other");
    direct.server.databases[5]!.clear();
    expect(contentsOf(copy.server)).toEqual(contentsOf(direct.server));
  });

  test("strings, streams and lists are dumped to the byte as the server does", async () => {
    const real = await realServer("--save", "");
    const { direct } = model(Date.now());
    const client = direct.client();
    const commands: Words[] = [
      ["SET", "text", "hello, hello, hello, hello, hello"], ["SET", "number", "-12345"],
      ["SET", "large", "123456789012345"], ["SET", "plain", "abc"],
      ["RPUSH", "list", "a", "1", "-70000", "x".repeat(100)],
      ...HISTORY.filter(([, key]) => key === "far"),
      ...HISTORY.filter(
        ([name, key]) => key === "long" && name !== "XREADGROUP" && name !== "XGROUP" && name !== "XACK",
      ),
    ];
    for (const words of commands) {
      client.run(...words);
      await real.call(...words);
    }
    for (const key of ["text", "number", "large", "plain", "list", "far", "long"]) {
      const own = direct.server.apply(client.session, ["DUMP", key], direct.nowMs * 1_000) as Bytes;
      expect(Buffer.from(own, "latin1").toString("hex")).toBe(
        Buffer.from((await real.call("DUMP", key)) as Bytes, "latin1").toString("hex"),
      );
    }
  });

  test("the server starts on the model's snapshot, and the model loads the one that it saves then", async () => {
    const { direct, persistence, files } = model(Date.now());
    const client = direct.client();
    for (const words of HISTORY) client.run(...words);
    persistence.save();
    const real = new RealServer("--save", "");
    servers.push(real);
    writeFileSync(join(real.directory, "dump.rdb"), files.read("dump.rdb")!);
    await real.start();
    expect(await real.call("SAVE")).toBe("OK");
    const loaded = model(direct.nowMs);
    loaded.files.replace("dump.rdb", real.file("dump.rdb"));
    loaded.persistence.load(false);
    expect(contentsOf(loaded.direct.server)).toEqual(contentsOf(direct.server));
  });

  test("the server starts on the model's log, and the model replays the log that it writes", async () => {
    const { direct, persistence, files } = model(Date.now());
    persistence.setLogging(true);
    const client = direct.client();
    for (const words of HISTORY) client.run(...words);
    const real = new RealServer("--save", "", "--appendonly", "yes");
    servers.push(real);
    for (const name of files.names) {
      mkdirSync(dirname(join(real.directory, name)), { recursive: true });
      writeFileSync(join(real.directory, name), files.read(name)!);
    }
    await real.start();
    await real.call("SELECT", "3");
    await real.call("SET", "late", "1");
    const loaded = model(direct.nowMs);
    for (const name of files.names) loaded.files.replace(name, real.file(name));
    loaded.persistence.load(true);
    const late = direct.client();
    late.run("SELECT", "3");
    late.run("SET", "late", "1");
    expect(timeless(loaded.direct)).toEqual(timeless(direct));
  });
});
