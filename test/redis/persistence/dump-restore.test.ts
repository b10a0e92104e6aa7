import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc64 } from "../../../src/redis/persistence/crc64.ts";
import { arrayOfBytes, bytesOfArray, type Bytes } from "../../../src/redis/server/bytes.ts";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { COMPATS } from "../../../src/redis/server/compat.ts";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer, START_MS, type DirectClient } from "../server/direct-client.ts";
import { anyCommand } from "./any-history.ts";
import { contentsOf } from "./server-contents.ts";

const histories = fc.array(anyCommand, { minLength: 1, maxLength: 60 });

/** Commands whose arguments are bytes already: a DirectClient would take them for text. */
const runBytes = (direct: DirectServer, client: DirectClient, ...args: Bytes[]): unknown =>
  direct.server.apply(client.session, args, direct.nowMs * 1_000);

const payloadOf = (direct: DirectServer, client: DirectClient, key: string): Bytes =>
  runBytes(direct, client, "DUMP", key) as Bytes;

const signed = (body: Buffer): Bytes => bytesOfArray(Buffer.concat([body, crc64(body)]));

describe.each(COMPATS)("compat %s", (compat) => {
  test("what DUMP gives of any value, RESTORE on another server makes the same value of", () => {
    fc.assert(fc.property(histories, (history) => {
      const from = new DirectServer(compat);
      const to = new DirectServer(compat);
      const [source, target] = [from.client(), to.client()];
      for (const words of history) source.run(...words);
      for (const key of from.server.databases[0]!.keys()) {
        const expiry = from.server.databases[0]!.expiryOf(key) ?? 0;
        const reply = runBytes(to, target, "RESTORE", key, String(expiry), payloadOf(from, source, key), "ABSTTL");
        expect(reply).toEqual(expect.objectContaining({ text: "OK" }));
      }
      expect(contentsOf(to.server)).toEqual(contentsOf(from.server));
    }), { numRuns: 60 });
  });

  test("a payload that was changed anywhere is refused, and one with a new checksum restores or is bad data", () => {
    fc.assert(fc.property(histories, fc.nat(), fc.integer({ min: 1, max: 255 }), (history, place, change) => {
      const direct = new DirectServer(compat);
      const client = direct.client();
      for (const words of history) client.run(...words);
      for (const key of [...direct.server.databases[0]!.keys()]) {
        const bytes = arrayOfBytes(payloadOf(direct, client, key));
        const at = place % (bytes.length - 10);
        bytes[at] = (bytes[at] as number) ^ change;
        expect(runBytes(direct, client, "RESTORE", "new", "0", bytesOfArray(bytes), "REPLACE"))
          .toEqual(new ReplyError("ERR DUMP payload version or checksum are wrong"));
        const reply = runBytes(direct, client, "RESTORE", "new", "0", signed(bytes.subarray(0, -8)), "REPLACE");
        if (reply instanceof ReplyError) expect(reply.message).toBe("ERR Bad data format");
        else expect(() => payloadOf(direct, client, "new")).not.toThrow();
      }
    }), { numRuns: 60 });
  });
});

const VERSION_10 = Buffer.from([10, 0]);

test.each([
  ["a string that claims 2^40 bytes", [0, 0x81, 0, 0, 1, 0, 0, 0, 0, 0]],
  ["a compressed string that claims 2^40 bytes", [0, 0xc3, 2, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 0]],
  ["a list of 2^32 - 1 nodes", [18, 0x80, 255, 255, 255, 255]],
  ["a set of 2^32 - 1 members", [2, 0x80, 255, 255, 255, 255, 1, 65]],
  ["a hash with 2^60 fields", [4, 0x81, 16, 0, 0, 0, 0, 0, 0, 0]],
  ["a stream of 2^60 nodes", [19, 0x81, 16, 0, 0, 0, 0, 0, 0, 0]],
  ["an empty list", [18, 0]],
  ["an empty set", [2, 0]],
  ["a set with one member twice", [2, 2, 1, 65, 1, 65]],
  ["a sorted set with a score that is no number", [5, 1, 1, 65, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f]],
  ["a type that no server has", [99, 1, 65]],
  ["a set in the form of 7.2, on 7.0", [20, 9, 9, 0, 0, 0, 1, 0, 1, 1, 255]],
  ["nothing", []],
])("%s is bad data", (_what, body) => {
  const direct = new DirectServer("7.0");
  const reply = runBytes(
    direct, direct.client(), "RESTORE", "k", "0", signed(Buffer.concat([Buffer.from(body), VERSION_10])),
  );
  expect(reply).toEqual(new ReplyError("ERR Bad data format"));
});

test("a payload of a newer format is refused: 11 by 7.0, 12 by 7.2", () => {
  const payload = (version: number): Bytes => signed(Buffer.from([0, 1, 65, version, 0]));
  const refused = new ReplyError("ERR DUMP payload version or checksum are wrong");
  const restore = (compat: "7.0" | "7.2", version: number): unknown => {
    const direct = new DirectServer(compat);
    return runBytes(direct, direct.client(), "RESTORE", "k", "0", payload(version));
  };
  expect([restore("7.0", 11), restore("7.2", 12)]).toEqual([refused, refused]);
  expect([restore("7.0", 10), restore("7.2", 11)]).toEqual([{ text: "OK" }, { text: "OK" }]);
});

test("the time to live is relative, absolute with ABSTTL, and a key whose time has passed is not made", () => {
  const direct = new DirectServer("7.0");
  const client = direct.client();
  const payload = signed(Buffer.from([0, 1, 65, 10, 0]));
  const expiryOf = (key: string): number | undefined => direct.server.databases[0]!.expiryOf(key);
  runBytes(direct, client, "RESTORE", "a", "5000", payload);
  runBytes(direct, client, "RESTORE", "b", String(START_MS + 7_000), payload, "ABSTTL");
  runBytes(direct, client, "RESTORE", "c", "0", payload);
  runBytes(direct, client, "RESTORE", "c", "1", payload, "ABSTTL", "REPLACE");
  expect([expiryOf("a"), expiryOf("b")]).toEqual([START_MS + 5_000, START_MS + 7_000]);
  expect(direct.server.databases[0]!.get("c")).toBeUndefined();
});

test("what goes to the log names the time at which the key goes, whenever it is replayed", () => {
  const direct = new DirectServer("7.0");
  const logged: (readonly Bytes[])[] = [];
  direct.server.listeners.propagated.push((_db, commands) => logged.push(...commands.map(wordsOf)));
  const payload = signed(Buffer.from([0, 1, 65, 10, 0]));
  const client = direct.client();
  runBytes(direct, client, "RESTORE", "a", "5000", payload, "REPLACE");
  runBytes(direct, client, "RESTORE", "a", "1", payload, "REPLACE", "ABSTTL");
  expect(logged).toEqual([["RESTORE", "a", String(START_MS + 5_000), payload, "REPLACE", "ABSTTL"], ["DEL", "a"]]);
});
