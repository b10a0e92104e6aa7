import fc from "fast-check";
import { Unpackr } from "msgpackr";
import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FrameSlot, type TrafficRecord } from "../../../src/traffic/record.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";
import { anyRecords, HEADER } from "./any-record.ts";
import { bytesOf, fileOf, MemorySink, readAll, record, shown, type ShownRecord } from "./memory-file.ts";

describe("a recording", () => {
  test("gives back the header and every record, exactly and in order", () => {
    fc.assert(fc.property(anyRecords, (records) => {
      const file = record(HEADER, records);
      expect(openRecording(fileOf(file)).header).toEqual(HEADER);
      expect(readAll(file)).toEqual({ records: records.map(shown), error: undefined, complete: true });
    }), { numRuns: 300 });
  });

  test("holds the same records wherever its blocks end", () => {
    fc.assert(fc.property(anyRecords, fc.array(fc.nat({ max: 60 })), (records, cuts) => {
      const edges = [0, ...cuts.filter((cut) => cut < records.length).sort((a, b) => a - b), records.length];
      const blocks = edges.slice(1).map((edge, i) => records.slice(edges[i], edge));
      expect(readAll(record(HEADER, ...blocks)).records).toEqual(records.map(shown));
    }));
  });

  test("gives frames in a slot as it gives them in records", () => {
    fc.assert(fc.property(anyRecords, (records) => {
      const reader = openRecording(fileOf(record(HEADER, records)));
      const slot = new FrameSlot();
      for (const expected of records) {
        const found = reader.nextInto(slot);
        if (found?.kind !== "slot") {
          expect(found?.kind === undefined ? undefined : shown(found)).toEqual(shown(expected));
          continue;
        }
        const { at, source, connection, bytes, from, to, binary } = found;
        expect(shown({ kind: "frame", at, source, connection, bytes: bytes.subarray(from, to), binary })).toEqual(
          shown(expected),
        );
      }
      expect(reader.nextInto(slot)).toBeUndefined();
    }), { numRuns: 100 });
  });

  test("is the same to the byte when written again", () => {
    fc.assert(fc.property(anyRecords, (records) => {
      expect(Buffer.compare(record(HEADER, records), record(HEADER, records))).toBe(0);
    }), { numRuns: 30 });
  });

  test("keeps bytes that were changed by their owner after they were appended", () => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    const reused = bytesOf("first");
    writer.append({ kind: "frame", at: 0, source: 0, connection: "c", bytes: reused, binary: false });
    reused.set(bytesOf("later"));
    writer.append({ kind: "frame", at: 1, source: 0, connection: "c", bytes: reused, binary: false });
    writer.finish();
    expect(readAll(sink.bytes).records.map((item) => item["bytes"])).toEqual(["first", "later"]);
  });

  test("of no records and no sources is complete and empty", () => {
    const header = { version: 1, epochUnixNs: 0n, sources: [], origin: "" } as const;
    const file = record(header);
    expect(openRecording(fileOf(file)).header).toEqual(header);
    expect(readAll(file)).toEqual({ records: [], error: undefined, complete: true });
  });

  test("can be read while it is written, up to the last flush", () => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    const records = numbered(10);
    records.forEach((item, i) => {
      writer.append(item);
      if (i === 6) writer.flush();
    });
    expect(readAll(sink.bytes)).toEqual({ records: records.slice(0, 7).map(shown), error: undefined, complete: false });
  });

  test("ends its blocks by records and by bytes, so that neither many small nor a few large ones pile up", () => {
    const small = [...openRecording(fileOf(record(HEADER, numbered(5_000)))).blocks()];
    expect(Math.max(...small.map((block) => block.count))).toBe(1_024);
    const large = numbered(40, new Uint8Array(50_000));
    expect(Math.max(...[...openRecording(fileOf(record(HEADER, large))).blocks()].map((block) => block.count))).toBe(2);
  });

  test("stores what does not compress as it is, and a body of many megabytes in a block of its own", () => {
    const noise = Uint8Array.from({ length: 5 * 1024 * 1024 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> (i % 24));
    const records: TrafficRecord[] = [
      { kind: "rest", at: 0, source: 0, url: "https://a/depth", bytes: bytesOf("small") },
      { kind: "rest", at: 0, source: 0, url: "https://a/info", bytes: noise },
      { kind: "rest", at: 0, source: 0, url: "https://a/depth", bytes: bytesOf("small") },
    ];
    const file = record(HEADER, records);
    expect(readAll(file).records).toEqual(records.map(shown));
    expect([...openRecording(fileOf(file)).blocks()].map((block) => [block.count, block.deflated])).toEqual([
      [1, false], [1, true], [1, false],
    ]);
  });
});

describe("its blocks", () => {
  test("are MessagePack that a general decoder reads as FORMAT.md says", () => {
    fc.assert(fc.property(anyRecords.filter((records) => records.length > 0), (records) => {
      const file = record(HEADER, records);
      const decoded: TrafficRecord[] = [];
      for (const block of openRecording(fileOf(file)).blocks()) {
        const stored = file.subarray(block.offset + 52, block.end);
        const raw = block.deflated ? inflateRawSync(stored) : Buffer.from(stored);
        const values: unknown[] = new Unpackr({ int64AsType: "number" }).unpackMultiple(raw);
        decoded.push(...rowsToRecords(values, block.first));
      }
      expect(decoded.map(shown).map(withoutByteOrderMarks)).toEqual(records.map(shown).map(withoutByteOrderMarks));
    }), { numRuns: 100 });
  });
});

type Row = readonly [kind: number, delta: number, index: number, body: unknown, restBody?: unknown];

/** FORMAT.md, "Data block", with msgpackr as the decoder. */
function rowsToRecords([table, ...rows]: readonly unknown[], first: number): TrafficRecord[] {
  const channels = table as ReadonlyArray<readonly [source: number, connection: string]>;
  let at = first;
  return (rows as readonly Row[]).map(([kind, delta, index, body, restBody]): TrafficRecord => {
    at += delta;
    const bytes = (): Uint8Array => Uint8Array.from((kind === 5 ? restBody : body) as Uint8Array);
    if (kind === 5) return { kind: "rest", at, source: index, url: body as string, bytes: bytes() };
    const [source, connection] = channels[index]!;
    if (kind === 2) return { kind: "connect", at, source, connection, address: body as string };
    if (kind === 3) return { kind: "disconnect", at, source, connection, reason: body as string };
    if (kind === 4) return { kind: "send", at, source, connection, bytes: bytes() };
    return { kind: "frame", at, source, connection, bytes: bytes(), binary: kind === 1 };
  });
}

/** Whether msgpackr's decoder keeps one before a long text depends on its native part: the reader does without both. */
function withoutByteOrderMarks(item: ShownRecord): ShownRecord {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => (
    [name, typeof value === "string" && name !== "bytes" ? value.replace(/^\ufeff/, "") : value]
  )));
}

function numbered(count: number, body?: Uint8Array): TrafficRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = body ?? bytesOf(`{"n":${i}}`);
    return { kind: "frame", at: i * 1_000, source: 0, connection: "c1", bytes, binary: false };
  });
}
