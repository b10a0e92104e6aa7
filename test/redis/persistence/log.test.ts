import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAof } from "../../../src/redis/persistence/aof-reader.ts";
import { BadFormat } from "../../../src/redis/persistence/bad-format.ts";
import { MemoryFiles } from "../../../src/redis/persistence/memory-files.ts";
import { Persistence } from "../../../src/redis/persistence/persistence.ts";
import { respCommand, respLength } from "../../../src/redis/persistence/resp-command.ts";
import { DirectServer } from "../server/direct-client.ts";
import { anyCommand } from "./any-history.ts";
import { comparable, contentsOf } from "./server-contents.ts";

const histories = fc.array(anyCommand, { minLength: 1, maxLength: 60 });
const command = fc.array(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  { minLength: 1, maxLength: 4 },
);

function logging(): { direct: DirectServer; persistence: Persistence; files: MemoryFiles } {
  const direct = new DirectServer();
  const persistence = direct.server.part(Persistence);
  const files = new MemoryFiles();
  persistence.files = files;
  persistence.setLogging(true);
  return { direct, persistence, files };
}

describe("the log's bytes", () => {
  test("cut off anywhere, they are read as the commands that are whole", () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 8 }), fc.nat(), (commands, place) => {
      const texts = commands.map(respCommand);
      const bytes = Buffer.from(texts.join(""), "latin1");
      const cut = place % (bytes.length + 1);
      let whole = 0;
      let end = 0;
      while (whole < texts.length && end + texts[whole]!.length <= cut) end += texts[whole++]!.length;
      expect(readAof(bytes.subarray(0, cut))).toEqual({ commands: commands.slice(0, whole), wholeBytes: end });
    }));
  });

  test("a transaction without its end is left out whole", () => {
    const before = respCommand(["SET", "a", "1"]);
    const half = respCommand(["MULTI"]) + respCommand(["SET", "b", "1"]) + respCommand(["SET", "c", "1"]);
    expect(readAof(Buffer.from(before + half))).toEqual({ commands: [["SET", "a", "1"]], wholeBytes: before.length });
    expect(readAof(Buffer.from(before + half + respCommand(["EXEC"]))).commands).toHaveLength(5);
  });

  test("notes of the time are skipped", () => {
    expect(readAof(Buffer.from(`#TS:1700000000\r\n${respCommand(["PING"])}`)).commands).toEqual([["PING"]]);
  });

  test("the length of a command is that of its bytes", () => {
    fc.assert(fc.property(command, (args) => {
      expect(respLength(args)).toBe(respCommand(args).length);
    }));
  });

  test("any bytes are commands or BadFormat", () => {
    fc.assert(fc.property(fc.stringMatching(/^[*$0-9\r\na]{0,30}$/), (text) => {
      try {
        readAof(Buffer.from(text));
      } catch (error) {
        expect(error).toBeInstanceOf(BadFormat);
      }
    }));
  });
});

describe("a server", () => {
  test("holds after DEBUG RELOAD what it held before", () => {
    fc.assert(fc.property(histories, (history) => {
      const direct = new DirectServer();
      const client = direct.client();
      for (const words of history) client.run(...words);
      const before = contentsOf(direct.server);
      direct.server.part(Persistence).reload({ save: true, flush: true });
      expect(contentsOf(direct.server)).toEqual(before);
    }), { numRuns: 60 });
  });

  test("holds after DEBUG LOADAOF what it held before, wherever its log was rewritten meanwhile", () => {
    fc.assert(fc.property(histories, fc.nat({ max: 60 }), (history, rewriteAt) => {
      const { direct, persistence } = logging();
      const client = direct.client();
      history.forEach((words, index) => {
        if (index === rewriteAt) client.run("BGREWRITEAOF");
        client.run(...words);
      });
      const before = comparable(direct.server);
      persistence.reloadLog();
      expect(comparable(direct.server)).toEqual(before);
    }), { numRuns: 60 });
  });

  test("logs a transaction as one, so that half of it is never replayed", () => {
    const { direct, files } = logging();
    const client = direct.client();
    for (const words of [
      ["XADD", "a", "1-1", "f", "v"], ["MULTI"], ["XADD", "a", "2-1", "f", "v"], ["SADD", "b", "1"], ["EXEC"],
    ])
      client.run(...words);
    const name = files.names.find((each) => each.endsWith(".incr.aof"))!;
    const content = files.read(name)!;
    files.replace(name, content.subarray(0, content.length - 1));
    const again = new DirectServer();
    const persistence = again.server.part(Persistence);
    persistence.files = files;
    persistence.load(true);
    expect([...again.server.databases[0]!.keys()]).toEqual(["a"]);
    expect(again.client().run("XLEN", "a")).toBe(1);
  });

  test("that goes on with a torn log appends where the whole part ended", () => {
    const { direct, files } = logging();
    direct.client().run("SADD", "a", "1");
    const name = files.names.find((each) => each.endsWith(".incr.aof"))!;
    files.append(name, "*3\r\n$4\r\nSA");
    const load = (): DirectServer => {
      const next = new DirectServer();
      next.server.part(Persistence).files = files;
      next.server.part(Persistence).load(true);
      return next;
    };
    load().client().run("SADD", "a", "2");
    expect(load().client().run("SCARD", "a")).toBe(2);
  });

  test("switched on, the log begins with what is there; a key that expires is logged as its removal", () => {
    const direct = new DirectServer();
    const client = direct.client();
    client.run("SADD", "before", "1");
    const persistence = direct.server.part(Persistence);
    const files = new MemoryFiles();
    persistence.files = files;
    client.run("CONFIG", "SET", "appendonly", "yes");
    client.run("SADD", "after", "1");
    direct.server.databases[0]!.setExpiry("after", direct.nowMs + 10);
    direct.sleep(20);
    expect(client.run("SCARD", "after")).toBe(0);
    const content = files.read(files.names.find((each) => each.endsWith(".incr.aof"))!)!;
    expect(readAof(content).commands.slice(1)).toEqual([["SADD", "after", "1"], ["DEL", "after"]]);
    persistence.reloadLog();
    expect([...direct.server.databases[0]!.keys()]).toEqual(["before"]);
  });
});
