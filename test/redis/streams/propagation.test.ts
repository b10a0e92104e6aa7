import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamValue } from "../../../src/redis/streams/stream-value.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer } from "../server/direct-client.ts";
import { writeHistories, type Command } from "./history.ts";

type Kept = Readonly<Record<string, unknown>>;

/** What replication must bring across. Who was seen when is not part of it, nor is how much 7.0 reads with a group. */
function kept(direct: DirectServer, compat: Compat): Kept {
  const database = direct.server.databases[0];
  const streams: Record<string, unknown> = {};
  for (const key of [...(database?.keys() ?? [])].sort()) {
    const stream = database?.get(key);
    if (stream instanceof StreamValue) streams[key] = describeStream(stream, compat);
  }
  return streams;
}

function describeStream(stream: StreamValue, compat: Compat): unknown {
  const nodes: unknown[] = [];
  for (const walker = stream.nodes.from(0, 0); !walker.done; walker.next()) {
    const { ms, seq, end } = walker.value;
    for (let place = 0; place < end; place++)
      if (!walker.value.isDeleted(place)) nodes.push([ms[place], seq[place], walker.value.fieldsAt(place)]);
  }
  const groups = [...stream.groups.values()].map((group) => {
    const pending: unknown[] = [];
    for (const walker = group.pending.from(0, 0); !walker.done; walker.next()) {
      const { consumer, at, count } = walker.value;
      pending.push([walker.ms, walker.seq, consumer.name, at, count]);
      expect(consumer.pending.get(walker.ms, walker.seq)).toBe(walker.value);
    }
    return { name: group.name, last: group.last, read: compat === "7.0" ? undefined : group.entriesRead, pending };
  });
  return {
    nodes, length: stream.length, last: stream.last, maxDeleted: stream.maxDeleted, added: stream.added,
    groups: groups.sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

test.each(["7.0", "7.2", "8.0"] as const)(
  "replaying what was propagated gives the same streams, groups and pending entries (%s)",
  (compat) => {
    fc.assert(fc.property(writeHistories(120), fc.constantFrom(100, 3), (history: readonly Command[], entries) => {
      const master = new DirectServer(compat);
      const replica = new DirectServer(compat);
      // A replica may cut its nodes elsewhere.
      master.server.config.set("stream-node-max-entries", String(entries));
      const log: Command[] = [];
      master.server.listeners.propagated.push((_db, commands) => log.push(...commands.map(wordsOf)));
      const client = master.client();
      for (const args of history) {
        master.nowMs += 7;
        client.run(...args);
      }
      const follower = replica.client();
      replica.nowMs = master.nowMs;
      for (const args of log) follower.run(...args);
      expect(kept(replica, compat)).toEqual(kept(master, compat));
    }), { numRuns: 150 });
  },
);

test("a command that changes nothing is not propagated", () => {
  const direct = new DirectServer();
  const client = direct.client();
  client.run("XADD", "s", "1-1", "a", "b");
  client.run("XGROUP", "CREATE", "s", "g", "$");
  const log: Command[] = [];
  direct.server.listeners.propagated.push((_db, commands) => log.push(...commands.map(wordsOf)));
  for (const args of [
    ["XADD", "s", "1-1", "a", "b"], ["XADD", "none", "NOMKSTREAM", "*", "a", "b"], ["XDEL", "s", "9-9"],
    ["XTRIM", "s", "MAXLEN", "5"], ["XACK", "s", "g", "1-1"], ["XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">"],
    ["XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", "0"], ["XCLAIM", "s", "g", "c", "0", "1-1"],
    ["XAUTOCLAIM", "s", "g", "c", "0", "0"], ["XGROUP", "DESTROY", "s", "none"], ["XLEN", "s"],
  ])
    client.run(...args);
  expect(log).toEqual([]);
});

test("the propagated forms are those of a real server's append-only file", () => {
  const direct = new DirectServer("8.0");
  const client = direct.client();
  const log: string[] = [];
  direct.server.listeners.propagated.push((_db, commands) =>
    log.push(...commands.map((command) => wordsOf(command).join(" "))),
  );
  const now = direct.nowMs;
  for (const text of [
    "XADD s * a 1", "XADD s MAXLEN ~ 1000 * a 2", "XTRIM s MAXLEN 1", "XGROUP CREATE s g 0",
    "XREADGROUP GROUP g c STREAMS s >", "XGROUP SETID s g 0", "XREADGROUP GROUP g d NOACK STREAMS s >",
    "XCLAIM s g d 0 0-1 LASTID 9-9",
  ])
    client.run(...text.split(" "));
  expect(log).toEqual([
    `XADD s ${now}-0 a 1`, `XADD s MAXLEN = 2 ${now}-1 a 2`, "XTRIM s MAXLEN = 1", "XGROUP CREATE s g 0",
    `XCLAIM s g c 0 ${now}-1 TIME ${now} RETRYCOUNT 1 FORCE JUSTID LASTID ${now}-1`,
    `XGROUP SETID s g ${now}-1 ENTRIESREAD 2`, "XGROUP SETID s g 0", "XGROUP CREATECONSUMER s g d",
    `XGROUP SETID s g ${now}-1 ENTRIESREAD 2`,
  ]);
});
