import fc from "fast-check";
import { pack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { Priority } from "../../../src/bus/priority.ts";
import type { Fields } from "../../../src/bus/store.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import { entryWriter } from "../../../src/bus/wire/layout.ts";
import { MOST_PACKED } from "../../../src/bus/wire/packed-layout.ts";

const reader = new EntryReader("s");
const read = (fields: Fields) => reader.read({ ms: 5, seq: 6, fields });

describe("a reader", () => {
  test("takes fields in any order, ignores unknown ones, and knows what absent ones mean", () => {
    expect(read(["x", "1", "payload", Uint8Array.of(1), "topic", "t"])).toMatchObject(
      [{ topic: "t", type: "", encoding: "json", key: "t", producer: "s", epoch: 5, sequence: 6, position: 0 }]);
    const pairs = [
      ["topic", "t"], ["type", "T"], ["payload", "p"], ["encoding", "msgpack"], ["origin", "1-2-3-p"], ["key", "k"],
      ["new", "?"],
    ] as const;
    fc.assert(fc.property(fc.shuffledSubarray([...pairs], { minLength: pairs.length }), (shuffled) => {
      expect(read(shuffled.flat())).toMatchObject([
        {
          topic: "t", type: "T", encoding: "msgpack", key: "k", producer: "p", epoch: 1, sequence: 2,
          priority: Priority.CRITICAL, foreign: false,
        },
      ]);
    }));
  });

  test.each<[string, Fields]>([
    ["no topic", ["payload", "p"]],
    ["no payload", ["topic", "t"]],
    ["nothing", []],
    ["an origin that is none", ["topic", "t", "payload", "p", "origin", "x"]],
  ])("refuses an entry with %s", (_what, fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: "E_ENVELOPE" }));
  });

  test("takes an entry with a topic as one message, even if it has a field of the packed layout's name", () => {
    expect(read(["packed", "2", "topic", "t", "payload", "p"])).toMatchObject([{ topic: "t" }]);
  });
});

describe("a packed entry", () => {
  const good = (): [string, string | Uint8Array][] => [
    ["packed", "2"], ["origin", "1-10-p"],
    ["payload", pack([["t", "T", "k", "json"], [0, 1, 2, 3, 1, Buffer.of(1)], [0, 1, 2, 3, 1, Buffer.of(2)]])],
  ];
  const spoilt = (name: string, value: string | Uint8Array): Fields =>
    good()
      .map(([key, was]) => [key, key === name ? value : was])
      .flat();

  test("of msgpackr's making is read like our own", () => {
    expect(read(good().flat())).toMatchObject([
      { position: 0, sequence: 10, topic: "t" }, { position: 1, sequence: 11, key: "k" },
    ]);
  });

  test.each<[string, Fields]>([
    ["a count that is not the content's", spoilt("packed", "3")],
    ["a count of nothing", spoilt("packed", "0")],
    ["a count beyond the limit", spoilt("packed", String(MOST_PACKED + 1))],
    ["a count that is no number", spoilt("packed", "1e3")],
    [
      "no origin",
      good()
        .filter(([name]) => name !== "origin")
        .flat(),
    ],
    ["sequences beyond what is exact", spoilt("origin", `1-${Number.MAX_SAFE_INTEGER}-p`)],
    [
      "a text that is not there",
      spoilt("payload", pack([["t"], [0, 1, 0, 0, 1, Buffer.of()], [0, 0, 0, 0, 1, Buffer.of()]])),
    ],
    [
      "a priority that does not exist",
      spoilt("payload", pack([["t"], [0, 0, 0, 0, 4, Buffer.of()], [0, 0, 0, 0, 1, Buffer.of()]])),
    ],
    ["a message of another width", spoilt("payload", pack([["t"], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1, Buffer.of()]]))],
    [
      "nested arrays where bytes belong",
      spoilt("payload", pack([["t"], [0, 0, 0, 0, 1, [[[]]]], [0, 0, 0, 0, 1, Buffer.of()]])),
    ],
    ["an array of four thousand million", spoilt("payload", Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff))],
    [
      "bytes of four thousand million",
      spoilt("payload", Uint8Array.of(0x93, 0x91, 0xa1, 0x74, 0x96, 0, 0, 0, 0, 1, 0xc6, 0xff, 0xff, 0xff, 0xff)),
    ],
    ["more after the end", spoilt("payload", Buffer.concat([good()[2]?.[1] as Buffer, Buffer.of(0)]))],
  ])("is refused with %s", (_what, fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: "E_ENVELOPE" }));
  });

  test("whatever bytes it holds, is read or refused with a reason", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.uint8Array({ maxLength: 64 }), (count, payload) => {
      try {
        expect(read(["packed", String(count), "origin", "1-1-p", "payload", payload])).toHaveLength(count);
      } catch (error) {
        expect(error).toMatchObject({ code: "E_ENVELOPE" });
      }
    }), { numRuns: 2_000 });
  });

  test("cut or changed anywhere, is read or refused with a reason", () => {
    const messages = Array.from({ length: 5 }, (_, i) => ({
      topic: `t${i % 2}`, type: "T", key: "k", encoding: "json", priority: Priority.LOW,
      payload: new Uint8Array(i * 60), sequence: i + 1,
    }));
    const fields = entryWriter("packed", { producer: "p", epoch: 1 }).write(messages)[0] as Fields;
    const payload = fields[5] as Uint8Array;
    for (let length = 0; length < payload.length; length++) {
      expect(() => read([...fields.slice(0, 5), payload.subarray(0, length)])).toThrow(
        expect.objectContaining({ code: "E_ENVELOPE" }),
      );
    }
    fc.assert(fc.property(fc.nat(payload.length - 1), fc.integer({ min: 1, max: 255 }), (place, flip) => {
      const changed = Uint8Array.from(payload, (byte, i) => (i === place ? byte ^ flip : byte));
      try {
        read([...fields.slice(0, 5), changed]);
      } catch (error) {
        expect(error).toMatchObject({ code: "E_ENVELOPE" });
      }
    }));
  });

  test("carries no more than a mebibyte of payloads, unless one alone is larger, and numbers that do not jump", () => {
    const sized = (size: number, sequence: number) => ({
      topic: "t", type: "", key: "k", encoding: "json", priority: Priority.LOW, payload: new Uint8Array(size), sequence,
    });
    const messages = [sized(2 ** 21, 1), sized(2 ** 19, 2), sized(2 ** 19, 3), sized(1, 4), sized(1, 6)];
    const entries = entryWriter("packed", { producer: "p", epoch: 1 }).write(messages);
    expect(entries.map((fields) => fields[1])).toEqual(["1", "2", "1", "1"]);
  });
});
