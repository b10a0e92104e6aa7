import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autoClaim } from "../../../src/redis/streams/claiming.ts";
import type { ConsumerGroup } from "../../../src/redis/streams/consumer-group.ts";
import { EntryBatch, fieldsAsBytes, type Fields } from "../../../src/redis/streams/entry.ts";
import { deliverNew, peekNew } from "../../../src/redis/streams/group-reading.ts";
import { MAX_ID, ZERO_ID } from "../../../src/redis/streams/stream-id.ts";
import { StreamValue, WHOLE } from "../../../src/redis/streams/stream-value.ts";
import { trimStream } from "../../../src/redis/streams/trim.ts";
import { NaiveStream, type NaiveEntry } from "./naive-stream.ts";

const LIMITS = { maxBytes: 4_096, maxEntries: 100 };
const SMALL = { maxBytes: 0, maxEntries: 3 };

const place = fc.nat({ max: 130 });
const consumer = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("add" as const), text: fc.string({ maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), id: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("length" as const), length: fc.nat({ max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("from" as const), id: place }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("range" as const), from: place, to: place, count: fc.nat({ max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("read" as const), consumer, count: fc.nat({ max: 9 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("acknowledge" as const), ids: fc.uniqueArray(place, { maxLength: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const), consumer, from: place, count: fc.integer({ min: 1, max: 4 }),
      idle: fc.nat({ max: 30 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const entriesOf = ({ ms, fields }: EntryBatch): readonly NaiveEntry[] =>
  ms.map((id, i) => ({ id: Number(id), text: (fields[i] as Fields)[1] as string }));

/** One step on both; what each gives back. */
function both(
  stream: StreamValue, group: ConsumerGroup, naive: NaiveStream, now: number, one: Step,
): readonly [unknown, unknown] {
  const batch = new EntryBatch();
  switch (one.kind) {
    case "add":
      stream.appendAt(now, 0, ["f", one.text], SMALL);
      return [0, naive.add(now, one.text) ?? 0];
    case "remove": return [stream.delete(one.id, 0), naive.remove(one.id)];
    case "length":
      return [
        trimStream(stream, { kept: { by: "length", length: one.length }, approximate: false, limit: 0 }),
        naive.keepNewest(one.length),
      ];
    case "from":
      return [
        trimStream(stream, { kept: { by: "id", id: { ms: one.id, seq: 0 } }, approximate: false, limit: 0 }),
        naive.keepFrom(one.id),
      ];
    case "range": {
      const range = { from: { ms: one.from, seq: 0 }, to: { ms: one.to, seq: 0 } };
      stream.range(range, one.count, batch);
      const newest = new EntryBatch();
      stream.reverseRange(range, Infinity, newest);
      expect(entriesOf(newest)).toEqual([...naive.range(one.from, one.to, Infinity)].reverse());
      return [entriesOf(batch), naive.range(one.from, one.to, one.count)];
    }
    case "read":
      peekNew(stream, group, one.count, batch);
      deliverNew(stream, group, group.consumerFor(one.consumer, now), { nowMs: now, noAck: false }, batch);
      return [entriesOf(batch), naive.read(one.consumer, one.count, now)];
    case "acknowledge":
      return [
        group.acknowledgeAll(one.ids, one.ids.map(() => 0)),
        naive.acknowledge(one.ids),
      ];
    case "claim": {
      const request = {
        from: { ms: one.from, seq: 0 }, minIdle: one.idle, count: one.count, nowMs: now, justIds: false,
      };
      const { vanished } = autoClaim(stream, group, () => group.consumerFor(one.consumer, now), request, batch);
      return [
        { claimed: batch.ms, vanished: vanished.map(({ id }) => id.ms) },
        naive.claim(one.consumer, one.from, one.count, one.idle, now),
      ];
    }
  }
}

function pendingOf(group: ConsumerGroup): readonly unknown[] {
  const found: unknown[] = [];
  for (const walker = group.pending.from(0, 0); !walker.done; walker.next()) {
    const { consumer: { name }, at, count } = walker.value;
    found.push({ id: walker.ms, consumer: name, at, count });
  }
  return found;
}

test("a stream in nodes and its group do what plain arrays do", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
    const stream = new StreamValue();
    const group = stream.createGroup("g", ZERO_ID, 0) as ConsumerGroup;
    const naive = new NaiveStream();
    for (const [index, one] of steps.entries()) {
      const [mine, expected] = both(stream, group, naive, index + 1, one);
      expect([one, mine]).toEqual([one, expected]);
      expect(stream.length).toBe(naive.entries.length);
    }
    const all = new EntryBatch();
    stream.range(WHOLE, Infinity, all);
    expect(entriesOf(all)).toEqual(naive.entries);
    expect(pendingOf(group)).toEqual(naive.pending);
    for (const { name, pending } of group.consumers.values()) {
      expect(pending.size).toBe(naive.pending.filter((delivery) => delivery.consumer === name).length);
    }
    const copy = stream.clone();
    const copied = new EntryBatch();
    copy.range(WHOLE, Infinity, copied);
    expect([entriesOf(copied), pendingOf(copy.groups.get("g") as ConsumerGroup), copy.bytes]).toEqual([
      naive.entries, naive.pending, stream.bytes,
    ]);
  }), { numRuns: 150 });
});

describe("nodes", () => {
  /** Entries that the first node takes before a second is begun. */
  function firstNode(fields: Fields): number {
    const stream = new StreamValue();
    for (let ms = 1; stream.nodes.size < 2; ms++) stream.appendAt(1_700_000_000_000 + ms, 0, fields, LIMITS);
    return (stream.nodes.first as { live: number }).live;
  }

  test.each([
    [1_024, 3], [512, 7], [128, 29], [1, 100],
  ])("a node holds of entries of %i bytes, as in real servers, %i", (length, held) => {
    expect(firstNode(["data", "x".repeat(length)])).toBe(held);
  });

  test("a payload in an array takes the room of the same bytes in a string, and is given back itself", () => {
    const payload = Buffer.from([0, 255, 128, 13, 10]);
    const sizes = [
      ["data", payload], ["data", payload.toString("latin1")], ["data", Buffer.from("1234")], ["data", "1234"],
    ].map((fields) => {
      const stream = new StreamValue();
      stream.appendAt(5, 1, fields, LIMITS);
      expect(stream.get(5, 1)).toBe(fields);
      return stream.bytes;
    });
    expect(sizes[0]).toBe(sizes[1]);
    expect(sizes[2]).toBe(sizes[3]);
    expect(fieldsAsBytes(["data", payload])).toEqual(["data", "\x00\xff\x80\r\n"]);
  });

  test("appending a batch gives ids that go on from the last, and stops when they are used up", () => {
    const stream = new StreamValue();
    stream.appendAt(50, 7, ["f", "v"], LIMITS);
    const batch = new EntryBatch();
    expect(stream.appendAll([["f", "1"], ["f", "2"]], 49, LIMITS, batch)).toBe(2);
    expect(stream.appendAll([["f", "3"]], 51, LIMITS, batch)).toBe(1);
    expect([batch.ms, batch.seq]).toEqual([[50, 50, 51], [8, 9, 0]]);
    stream.appendAt(MAX_ID.ms, MAX_ID.seq, ["f", "v"], LIMITS);
    expect(stream.appendAll([["f", "4"]], 52, LIMITS, batch)).toBe(0);
  });
});
