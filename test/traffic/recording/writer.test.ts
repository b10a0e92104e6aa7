import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import type { RecordingHeader, RecordingSource, TrafficRecord } from "../../../src/traffic/record.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";
import { HEADER } from "./any-record.ts";
import { MemorySink, readAll, shown } from "./memory-file.ts";

const frame = (at: number, fields: Partial<Extract<TrafficRecord, { kind: "frame" }>> = {}): TrafficRecord => (
  { kind: "frame", at, source: 0, connection: "c", bytes: Uint8Array.of(1), binary: false, ...fields }
);

const connect = (address: string): TrafficRecord => ({ kind: "connect", at: 1, source: 0, connection: "c", address });

describe("the writer", () => {
  test("refuses a record that is before the last one, and goes on with the next", () => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    writer.append(frame(10));
    expect(() => writer.append(frame(9))).toThrow(expect.objectContaining({
      code: "E_RECORDING_ORDER",
      detail: expect.objectContaining({ where: "test.wtr", expected: expect.stringMatching(/^0.000000010 s or/) }),
    }));
    writer.flush();
    expect(() => writer.append(frame(9)), "after a flush as well").toThrow(WavetankError);
    writer.append(frame(10));
    writer.finish();
    const records = [frame(10), frame(10)].map(shown);
    expect(readAll(sink.bytes)).toEqual({ records, error: undefined, complete: true });
  });

  const refused: ReadonlyArray<readonly [string, TrafficRecord, RegExp]> = [
    ["a fraction of a nanosecond", frame(1.5), /instant 1.5/],
    ["not a number for its instant", frame(Number.NaN), /instant NaN/],
    ["the instant that means unknown", frame(Number.MIN_SAFE_INTEGER), /instant -9007199254740991/],
    ["a source that the header does not have", frame(1, { source: 3 }), /source 3/],
    ["a negative source", frame(1, { source: -1 }), /source -1/],
    ["half a surrogate pair", frame(1, { connection: "\ud800" }), /surrogate/],
    ["a name above 4 KiB", frame(1, { connection: "é".repeat(2_049) }), /4098 bytes/],
    ["an address above 64 KiB", connect("a".repeat(65_537)), /65537 bytes/],
    ["a body above 64 MiB", frame(1, { bytes: new Uint8Array(64 * 1024 * 1024 + 1) }), /67108865 bytes/],
  ];
  test.each(refused)("refuses %s and leaves the recording as it was", (_, bad, message) => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    writer.append(frame(0));
    expect(() => writer.append(bad)).toThrow(message);
    expect(() => writer.append(bad)).toThrow(expect.objectContaining({ code: "E_RECORDING_RECORD" }));
    writer.append(frame(1));
    writer.finish();
    expect(readAll(sink.bytes)).toEqual({ records: [frame(0), frame(1)].map(shown), error: undefined, complete: true });
  });

  test("takes instants from one end of their range to the other, in any steps", () => {
    const ends = [-(2 ** 53) + 2, -1, 0, 1, 2 ** 53 - 1];
    fc.assert(fc.property(fc.subarray(ends, { minLength: 1 }), (instants) => {
      const sink = new MemorySink();
      const writer = new RecordingWriter(sink, HEADER);
      for (const at of instants) writer.append(frame(at));
      writer.finish();
      const records = instants.map((at) => shown(frame(at)));
      expect(readAll(sink.bytes)).toEqual({ records, error: undefined, complete: true });
    }));
  });

  test("takes names and bodies up to their limits", () => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    const bytes = new Uint8Array(64 * 1024 * 1024);
    writer.append({ kind: "rest", at: 0, source: 0, url: "u".repeat(65_536), bytes });
    writer.append(frame(0, { connection: "é".repeat(2_048) }));
    writer.finish();
    const { records, error } = readAll(sink.bytes);
    expect(error).toBeUndefined();
    expect(records.map((item) => (item["bytes"] as string).length)).toEqual([64 * 1024 * 1024, 1]);
  });

  const sources = (count: number, config: string): RecordingSource[] => (
    Array.from({ length: count }, () => ({ venue: "V", config }))
  );
  const headers: ReadonlyArray<readonly [string, Partial<RecordingHeader>, RegExp]> = [
    ["an epoch before 1970", { epochUnixNs: -1n }, /epoch -1/],
    ["an epoch after 2262", { epochUnixNs: 1n << 63n }, /epoch 9223372036854775808/],
    ["half a surrogate pair", { origin: "\udc00" }, /origin has half/],
    ["a venue's name above 4 KiB", { sources: [{ venue: "v".repeat(4_097), config: "" }] }, /venue has 4097/],
    ["more than 4 MiB in all", { sources: sources(5, "c".repeat(1_000_000)) }, /header of 5000/],
    ["too many sources", { sources: sources(4_097, "") }, /4097 sources/],
  ];
  test.each(headers)("refuses a header with %s and writes nothing", (_, fields, message) => {
    const sink = new MemorySink();
    expect(() => new RecordingWriter(sink, { ...HEADER, ...fields })).toThrow(message);
    expect(sink.writes).toEqual([]);
  });

  test("is closed by finish", () => {
    const writer = new RecordingWriter(new MemorySink(), HEADER);
    writer.finish();
    for (const call of [() => writer.append(frame(0)), () => writer.flush(), () => writer.finish()]) {
      expect(call).toThrow(expect.objectContaining({ code: "E_RECORDING_CLOSED" }));
    }
  });

  test("is closed by a sink that fails: what was written before can be read, and nothing is written after", () => {
    const sink = new MemorySink();
    let full = false;
    const writer = new RecordingWriter({ name: sink.name, write: (bytes) => {
      if (full) throw new WavetankError("E_FILE_WRITE", "disk full");
      sink.write(bytes);
    } }, HEADER);
    writer.append(frame(0));
    writer.flush();
    full = true;
    writer.append(frame(1));
    expect(() => writer.flush()).toThrow("disk full");
    full = false;
    expect(() => writer.append(frame(2))).toThrow(expect.objectContaining({ code: "E_RECORDING_CLOSED" }));
    expect(() => writer.finish()).toThrow(expect.objectContaining({ code: "E_RECORDING_CLOSED" }));
    expect(readAll(sink.bytes)).toEqual({ records: [shown(frame(0))], error: undefined, complete: false });
  });

  test("writes each block in one piece, and nothing for an empty flush", () => {
    const sink = new MemorySink();
    const writer = new RecordingWriter(sink, HEADER);
    writer.flush();
    expect(sink.writes, "lead and header").toHaveLength(2);
    writer.append(frame(0));
    expect(sink.writes).toHaveLength(2);
    writer.flush();
    writer.flush();
    expect(sink.writes).toHaveLength(3);
  });
});
