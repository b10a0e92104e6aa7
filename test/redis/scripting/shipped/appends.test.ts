import fc from "fast-check";
import { expect, test } from "vitest";
import { MessagePackWriter } from "../../../../src/bus/wire/message-pack-writer.ts";
import { bulkAppend } from "../../../../src/redis/scripting/shipped/bulk-append.ts";
import { fencedAppend } from "../../../../src/redis/scripting/shipped/fenced-append.ts";
import { takeEpoch } from "../../../../src/redis/scripting/shipped/take-epoch.ts";
import { NativeScripts } from "../../../../src/redis/scripting/native-scripts.ts";
import { ReplyError } from "../../../../src/redis/server/reply.ts";
import { DirectServer } from "../../server/direct-client.ts";
import { wordsOf } from "../../../../src/redis/server/logged-command.ts";

/** Two servers that are sent the same bytes: one runs the bus's scripts natively, the other in Lua. */
class Twins {
  readonly #twins = [true, false].map((native) => {
    const direct = new DirectServer("7.2");
    direct.server.part(NativeScripts).enabled = native;
    const propagated: unknown[] = [];
    direct.server.listeners.propagated.push((_db, commands) => void propagated.push(commands.map(wordsOf)));
    return { direct, session: direct.client().session, propagated };
  });

  /** The reply, which must be the same of both, as must be what they propagate. */
  run(...args: readonly (string | number)[]): unknown {
    const [native, lua] = this.#twins.map(({ direct, session, propagated }) =>
      [direct.server.apply(session, args.map(String), direct.nowMs * 1_000), propagated]);
    expect(native).toEqual(lua);
    return native?.[0];
  }
}

const bulkOf = (entries: readonly (readonly string[])[]): string => {
  const writer = new MessagePackWriter();
  writer.array(entries.length);
  for (const entry of entries) {
    writer.array(entry.length);
    for (const word of entry) writer.text(word);
  }
  return writer.copy().toString("latin1");
};

const malformed = new ReplyError("ERR malformed batch");

test("natively and in Lua, bulk-append and take-epoch give the same replies, changes and propagation", () => {
  const word = fc.string({ unit: "grapheme-ascii", maxLength: 80 });
  const entries = fc.array(
    fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 20 }).map((pairs) => pairs.flat()), { maxLength: 20 },
  );
  const command = fc.oneof(
    fc
      .tuple(fc.constantFrom("s", "t"), entries)
      .map(([key, batch]) => ["EVAL", bulkAppend.source, 1, key, bulkOf(batch)]),
    fc.constantFrom("p", "q").map((producer) => ["EVAL", takeEpoch.source, 1, "producers", producer]),
    fc.constantFrom("s", "t").map((key) => ["RPUSH", key, "no stream"]),
  );
  fc.assert(fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
    const twins = new Twins();
    for (const args of commands) twins.run(...args);
    for (const key of ["s", "t"]) twins.run("XRANGE", key, "-", "+");
  }), { numRuns: 60 });
});

test("bulk-append appends all entries and says how many, or none of a malformed bulk", () => {
  const twins = new Twins();
  const append = (bulk: string): unknown => twins.run("EVAL", bulkAppend.source, 1, "s", bulk);
  expect(append(bulkOf([["a", "1"], ["b", "2", "c", "3"]]))).toEqual([2]);
  expect(append(bulkOf([]))).toEqual([0]);
  const good = bulkOf([["a", "1"]]);
  for (const bulk of [
    "", "\x01", bulkOf([["a"]]), bulkOf([["a", "1"], []]), good.slice(0, -1), `${good}\x01`, "\x91\x01",
    "\xdd\xff\xff\xff\xff",
  ]) {
    expect(append(bulk)).toEqual(malformed);
  }
  expect(twins.run("XLEN", "s")).toBe(2);
});

test("bulk-append stops at the first entry that is refused, and says why", () => {
  const twins = new Twins();
  twins.run("RPUSH", "s", "no stream");
  expect(twins.run("EVAL", bulkAppend.source, 1, "s", bulkOf([["a", "1"]])))
    .toEqual([0, "WRONGTYPE Operation against a key holding the wrong kind of value"]);
});

test("take-epoch counts up from 1 for each producer, and fences the life before at once", () => {
  const twins = new Twins();
  const take = (producer: string): unknown => twins.run("EVAL", takeEpoch.source, 1, "producers", producer);
  const append = (epoch: number, sequence: number): unknown =>
    twins.run("EVAL", fencedAppend.source, 2, "s", "producers", "p", epoch, sequence, 2, "v", "x");
  expect([take("p"), take("q"), append(1, 1), take("p")]).toEqual([1, 1, ["1700000000000-0"], 2]);
  expect(append(1, 2)).toEqual(new ReplyError("FENCED the producer has moved on to epoch 2"));
  expect(append(2, 1)).toEqual(["1700000000000-1"]);
});
