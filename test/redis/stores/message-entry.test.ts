import fc from "fast-check";
import { expect, test } from "vitest";
import type { Priority } from "../../../src/bus/priority.ts";
import type { SentMessage } from "../../../src/bus/store.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import { EnhancedWriter } from "../../../src/bus/wire/single-layouts.ts";
import { DeliveredMessage, MessageForms } from "../../../src/redis/stores/message-entry.ts";
import { EntryBatch, fieldsAsBytes, type HeldEntry } from "../../../src/redis/streams/entry.ts";
import { WHOLE, StreamValue } from "../../../src/redis/streams/stream-value.ts";

const ascii = fc.string({ unit: "grapheme-ascii", maxLength: 70 });
const message = fc.record({
  topic: fc.oneof(fc.constantFrom("data.trades.BINANCE.BTCUSDT", "12345"), ascii),
  type: fc.constantFrom("TradeTick", "", "-7"), encoding: ascii, key: ascii,
  payload: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.integer().map((value) => Buffer.from(String(value)))),
  priority: fc.integer({ min: 0, max: 3 }).map((priority) => priority as Priority),
  sequence: fc.integer({ min: 1, max: 2_000_000_000 }),
});
const sender = fc.record({ producer: ascii, epoch: fc.integer({ min: 0, max: 1_000 }) });
const LIMITS = { maxBytes: 600, maxEntries: 7 };

function streamOf(entries: readonly HeldEntry[]): unknown {
  const stream = new StreamValue();
  entries.forEach((entry, i) => void stream.append(entry, 1_000 + (i >> 1), LIMITS));
  const batch = new EntryBatch();
  stream.range(WHOLE, Infinity, batch);
  const nodes: number[] = [];
  for (const walker = stream.nodes.from(0, 0); !walker.done; walker.next())
    nodes.push(walker.value.end, walker.value.bytes);
  return {
    nodes, bytes: stream.bytes, ms: batch.ms, seq: batch.seq,
    fields: batch.fields.map((fields) => fieldsAsBytes(fields ?? [])),
  };
}

test("a stream of messages is, to the byte, the stream of their fields in the enhanced layout", () => {
  fc.assert(fc.property(fc.array(message, { maxLength: 30 }), sender, (messages, from) => {
    const held = new MessageForms().entriesOf(messages, from);
    expect(streamOf(held ?? [])).toEqual(streamOf(new EnhancedWriter(from).write(messages)));
  }));
});

test("a message is read as its fields would be", () => {
  const reader = new EntryReader("stream");
  fc.assert(fc.property(message, sender, (sent: SentMessage, from) => {
    const [held] = new MessageForms().entriesOf([sent], from) ?? [];
    if (held === undefined) throw new Error("ASCII is taken");
    const entry = new DeliveredMessage(5, 6, held);
    const { ms, seq, fields } = entry;
    expect({ ...reader.readSingle(entry), entry: undefined }).toEqual({
      ...reader.readSingle({ ms, seq, fields }),
      entry: undefined,
    });
  }));
});

test("texts that are not ASCII are left to whoever makes bytes of them", () => {
  const plain = {
    topic: "t", type: "", encoding: "", key: "k", payload: new Uint8Array(0), priority: 1, sequence: 1,
  } as const;
  const forms = new MessageForms();
  expect(forms.entriesOf([plain], { producer: "p", epoch: 1 })).toHaveLength(1);
  expect(forms.entriesOf([plain, { ...plain, key: "é" }], { producer: "p", epoch: 1 })).toBeUndefined();
  expect(forms.entriesOf([plain], { producer: "é", epoch: 1 })).toBeUndefined();
});
