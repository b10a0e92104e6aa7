import fc from "fast-check";
import { unpack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { Priority } from "../../../src/bus/priority.ts";
import type { Fields, StreamEntry } from "../../../src/bus/store.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import type { OutgoingMessage } from "../../../src/bus/wire/entry-writer.ts";
import { entryWriter, LAYOUTS, type Layout } from "../../../src/bus/wire/layout.ts";
import { formatOrigin, parseOrigin } from "../../../src/bus/wire/origin.ts";

const PRODUCER = { producer: "a-producer-with-dashes é", epoch: 7 };
const reader = new EntryReader("s");
const at = (fields: Fields, seq = 0): StreamEntry => ({ ms: 1_700_000_000_000, seq, fields });

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const message: fc.Arbitrary<Omit<OutgoingMessage, "sequence">> = fc.record({
  topic: text, type: text, key: text, encoding: fc.constantFrom("msgpack", "json", "json+deflate", ""),
  payload: fc.uint8Array({ maxLength: 300 }), priority: fc.constantFrom(...Object.values(Priority)),
});
const batch = fc.tuple(fc.array(message, { maxLength: 40 }), fc.integer({ min: 1, max: 2 ** 50 }))
  .map(([messages, first]) => messages.map((each, i): OutgoingMessage => ({ ...each, sequence: first + i })));
const bytes = (messages: readonly { readonly payload: Uint8Array }[]): number[][] =>
  messages.map(({ payload }) => [...payload]);

describe("round trips", () => {
  test.each(["enhanced", "packed"] as const)(
    "%s entries give back every message with its identity, whatever its texts and bytes",
    (layout) => {
      fc.assert(
        fc.property(batch, (messages) => {
          const entries = entryWriter(layout, PRODUCER).write(messages);
          const read = entries.flatMap((fields) => reader.read(at(fields)));
          expect(read).toMatchObject(
            messages.map(({ payload: _, ...rest }) => ({ ...rest, ...PRODUCER, foreign: false })),
          );
          expect(bytes(read)).toEqual(bytes(messages));
        }),
      );
    },
  );

  test.each(["nautilus-v1", "nautilus-rust"] as const)(
    "%s entries give back topic and payload, identified by stream and entry",
    (layout) => {
      fc.assert(
        fc.property(batch, (messages) => {
          const read = entryWriter(layout, PRODUCER)
            .write(messages)
            .flatMap((fields, seq) => reader.read(at(fields, seq)));
          expect(read).toMatchObject(
            messages.map(({ topic, type, encoding }, seq) => ({
              topic, key: topic, foreign: true, producer: "s", epoch: 1_700_000_000_000, sequence: seq,
              ...(layout === "nautilus-v1" ? { type: "", encoding: "json" } : { type, encoding }),
            })),
          );
          expect(bytes(read)).toEqual(bytes(messages));
        }),
      );
    },
  );

  test("the same messages always give the same entries, from whichever message of a batch the entry begins", () => {
    fc.assert(fc.property(fc.constantFrom(...LAYOUTS), batch, fc.nat(), (layout, messages, cut) => {
      const entries = entryWriter(layout, PRODUCER).write(messages);
      expect(entryWriter(layout, PRODUCER).write(messages)).toEqual(entries);
      const whole = cut % (entries.length + 1);
      const carried = entryWriter(layout, PRODUCER).carried(entries, whole);
      expect(entryWriter(layout, PRODUCER).write(messages.slice(carried))).toEqual(entries.slice(whole));
    }));
  });

  test("any origin survives, and any other text is not one", () => {
    fc.assert(
      fc.property(
        fc.nat(), fc.maxSafeNat(), fc.constantFrom(...Object.values(Priority)), text,
        (epoch, sequence, priority, producer) => {
          const origin = { epoch, sequence, priority, producer };
          expect(parseOrigin(formatOrigin(origin))).toEqual(origin);
        },
      ),
    );
    for (const other of [
      "", "-", "1-2-3", "1-2-4-p", "-1-2-3-p", "1--3-p", "1.5-2-3-p", "1-99999999999999999-3-p", "a-b-c-d",
    ]) {
      expect(parseOrigin(other)).toBeUndefined();
    }
  });
});

describe("golden entries", () => {
  const QUOTE =
    '{"type":"QuoteTick","instrument_id":"BTCUSDT.BINANCE","bid_price":"67000.10","ts_event":"1700000000123456789"}';
  const message = (extra: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
    topic: "data.quotes.BINANCE.BTCUSDT", type: "QuoteTick", payload: Buffer.from(QUOTE), encoding: "json",
    priority: Priority.NORMAL, key: "BTCUSDT.BINANCE", sequence: 42, ...extra,
  });
  const GOLDEN: Readonly<Record<Exclude<Layout, "packed">, Fields>> = {
    "nautilus-v1": [
      "topic", "data.quotes.BINANCE.BTCUSDT", "type", "", "payload", Buffer.from(QUOTE), "encoding", "json",
    ],
    "nautilus-rust": [
      "topic", "data.quotes.BINANCE.BTCUSDT", "type", "QuoteTick", "payload", Buffer.from(QUOTE), "encoding", "json",
    ],
    enhanced: [
      "topic", "data.quotes.BINANCE.BTCUSDT", "type", "QuoteTick", "payload", Buffer.from(QUOTE), "encoding", "json",
      "origin", "3-42-1-feed", "key", "BTCUSDT.BINANCE",
    ],
  };

  test.each(Object.entries(GOLDEN))("%s: the fields are these, in this order", (layout, fields) => {
    expect(entryWriter(layout as Layout, { producer: "feed", epoch: 3 }).write([message()])).toEqual([fields]);
  });

  test("nautilus-v1 says json and no type even of a msgpack payload", () => {
    const [fields] = entryWriter("nautilus-v1", PRODUCER).write([
      message({ encoding: "msgpack", payload: Uint8Array.of(0x80) }),
    ]);
    expect(fields).toEqual([
      "topic", "data.quotes.BINANCE.BTCUSDT", "type", "", "payload", Uint8Array.of(0x80), "encoding", "json",
    ]);
  });

  test("packed: the fields and the bytes are these, and msgpackr reads them", () => {
    const other = message({
      topic: "t", key: "t", type: "", payload: Uint8Array.of(1, 2), sequence: 43, priority: Priority.CRITICAL,
    });
    const [fields, ...rest] = entryWriter("packed", { producer: "feed", epoch: 3 }).write([
      message({ payload: Uint8Array.of(9) }), other,
    ]);
    expect(rest).toEqual([]);
    expect(fields?.slice(0, 5)).toEqual(["packed", "2", "origin", "3-42-feed", "payload"]);
    expect(unpack(fields?.[5] as Uint8Array)).toEqual([
      ["data.quotes.BINANCE.BTCUSDT", "QuoteTick", "BTCUSDT.BINANCE", "json", "t", ""],
      [0, 1, 2, 3, 1, Buffer.of(9)], [4, 5, 4, 3, 3, Buffer.of(1, 2)],
    ]);
  });

  test("a heartbeat of NautilusTrader is read; its class is that of its topic", () => {
    const beat: Fields = [
      "topic", "health:heartbeat", "type", "", "payload", Buffer.from("2026-01-05T00:00:00.000000000+00:00"),
      "encoding", "json",
    ];
    expect(reader.read(at(beat))).toMatchObject([{ topic: "health:heartbeat", priority: Priority.LOW, foreign: true }]);
    const classOf = (topic: string) => reader.read(at(["topic", topic, "payload", ""]))[0]?.priority;
    expect(["commands.trading.B", "events.order.S-1", "data.quotes.V.S", "snapshots.order.O"].map(classOf))
      .toEqual([Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW]);
  });
});
