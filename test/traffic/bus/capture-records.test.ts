import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatCaptureConfig, parseCaptureConfig, type CaptureConfig,
} from "../../../src/traffic/bus/capture-config.ts";
import { progressOf } from "../../../src/traffic/bus/capture-progress.ts";
import { EntryClock } from "../../../src/traffic/bus/entry-clock.ts";
import { decodeEntryFrame, encodeEntryFrame } from "../../../src/traffic/bus/entry-frame.ts";
import { streamKey, streamName } from "../../../src/traffic/bus/stream-name.ts";
import { formatBreak, formatPosition, parseBreak, parsePosition } from "../../../src/traffic/bus/stream-position.ts";
import type { ByteSource, RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { continuationOf } from "../../../src/traffic/recording/continuation.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";

const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const entryId = fc.tuple(uint64, uint64).map(([ms, seq]) => `${ms}-${seq}`);

describe("an entry as a frame", () => {
  test("is what the server would send, and comes back byte for byte", () => {
    expect(Buffer.from(encodeEntryFrame({ id: "5-1", fields: [Buffer.from("a"), Buffer.from("é")] })).toString())
      .toBe("*2\r\n$3\r\n5-1\r\n*2\r\n$1\r\na\r\n$2\r\né\r\n");
    fc.assert(fc.property(entryId, fc.array(fc.tuple(fc.uint8Array(), fc.uint8Array())), (id, pairs) => {
      const entry = { id, fields: pairs.flat() };
      const decoded = decodeEntryFrame(encodeEntryFrame(entry));
      expect({ id: decoded.id, fields: decoded.fields.map((field) => Uint8Array.from(field)) }).toEqual(entry);
    }));
  });

  test("that anything is wrong with is a RangeError, never a hang or another error", () => {
    const whole = encodeEntryFrame({ id: "5-1", fields: [Buffer.from("topic"), Buffer.from("value")] });
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeEntryFrame(whole.subarray(0, length))).toThrow(RangeError);
    fc.assert(fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const changed = Uint8Array.from(whole);
      changed[at] = byte;
      try {
        decodeEntryFrame(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }));
  });
});

describe("texts of a capture's records", () => {
  test("keys of any bytes have names, no two the same", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.string().map((name) => Uint8Array.from(Buffer.from(name)))),
        (key) => {
          expect(Uint8Array.from(streamKey(streamName(key)))).toEqual(Uint8Array.from(key));
        },
      ),
    );
  });

  test("positions, breaks and configurations are read as they were written, and nothing else is", () => {
    fc.assert(fc.property(entryId, entryId, fc.nat(), (after, before, entries) => {
      for (const added of [undefined, entries])
        expect(parsePosition(formatPosition({ after, added }))).toEqual({ after, added });
      for (const kind of ["deleted", "replaced", "rolled-back"] as const)
        expect(parseBreak(formatBreak({ kind, after }))).toEqual({ kind, after });
      expect(parseBreak(formatBreak({ kind: "gap", after, before, entries }))).toEqual({
        kind: "gap", after, before, entries,
      });
    }));
    const config: CaptureConfig = { url: "redis://h:1/0", choice: { streams: ["a"] }, from: "now", redacted: true };
    expect(parseCaptureConfig(formatCaptureConfig(config))).toEqual(config);
    expect([parseCaptureConfig("{}"), parseCaptureConfig("["), parsePosition("wss://x"), parseBreak("closed")]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
  });

  test("instants are the ids' times, in order, and never later than the server's", () => {
    const clock = new EntryClock(1_000_000_000n);
    const at = (ms: number, seq: number | bigint): number => clock.instantOf({ ms, seq }, 5_000);
    expect([at(1_001, 0), at(1_001, 7), at(1_000, 3), at(1_001, 1n << 63n), at(2_000, 0)]).toEqual([
      1e6, 1e6 + 7, 1e6 + 7, 1_999_999, 1e9,
    ]);
    expect([at(9_000, 5), at(3_000, 0), clock.adjusted]).toEqual([4_000_999_999, 4_000_999_999, 2]);
    expect(() => clock.instantOf({ ms: 1, seq: 0 }, 1_000 + 105 * 86_400_000)).toThrow(RangeError);
  });
});

const header: RecordingHeader = {
  version: 1, epochUnixNs: 1n, origin: "captured redis://h:1/0",
  sources: [
    {
      venue: "REDIS",
      config: formatCaptureConfig({ url: "redis://h:1/0", choice: { pattern: "*" }, from: "start", redacted: true }),
    },
  ],
};
const sourceOf = (bytes: Uint8Array): ByteSource => ({
  name: "memory", size: bytes.length,
  read: (offset, into) => {
    const part = bytes.subarray(offset, offset + into.length);
    into.set(part);
    return part.length;
  },
});
class Sink {
  readonly name = "memory";
  bytes = Buffer.alloc(0);
  write(part: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, part]);
  }
}
const frame = (n: number): TrafficRecord => ({
  kind: "frame", at: n, source: 0, connection: "s", binary: false,
  bytes: encodeEntryFrame({ id: `${n}-1`, fields: [Buffer.from("f"), Buffer.from("v".repeat(n % 50))] }),
});
function written(total: number, flushEvery: number, finish: boolean): Buffer {
  const sink = new Sink();
  const writer = new RecordingWriter(sink, header);
  writer.append({ kind: "connect", at: 0, source: 0, connection: "s", address: "after 0-0, 0 added" });
  for (let n = 1; n <= total; n++) {
    writer.append(frame(n));
    if (n % flushEvery === 0) writer.flush();
  }
  if (finish) writer.finish();
  return sink.bytes;
}

describe("a recording that is gone on with", () => {
  test("after a cut at any byte has every entry once, is whole, and knows where it stopped", () => {
    const total = 60;
    for (const whole of [written(total, 7, true), written(total, 7, false)]) {
      const headerEnd = written(0, 1, false).length;
      for (let cut = headerEnd; cut <= whole.length; cut += 1) {
        const earlier = sourceOf(whole.subarray(0, cut));
        const { positions, entries, last } = progressOf(openRecording(earlier));
        const from = continuationOf(earlier);
        const sink = new Sink();
        sink.bytes = Buffer.from(whole.subarray(0, from.offset));
        const writer = new RecordingWriter(sink, from.header, from);
        if (!positions.has("s"))
          writer.append({ kind: "connect", at: 0, source: 0, connection: "s", address: "after 0-0, 0 added" });
        expect(positions.get("s")?.added ?? 0).toBe(entries);
        for (let n = entries + 1; n <= total; n++) writer.append(frame(n));
        writer.finish();
        expect(sink.bytes.length).toBe(writer.sizeIfFinished);
        const reader = openRecording(sourceOf(sink.bytes));
        const ids: string[] = [];
        for (let record = reader.next(); record !== undefined; record = reader.next()) {
          if (record.kind === "frame") ids.push(decodeEntryFrame(record.bytes).id);
        }
        expect([reader.complete, ids.length, new Set(ids).size, last ?? 0]).toEqual([true, total, total, entries]);
      }
    }
  });

  test("over more blocks than an index lists is whole too", () => {
    const whole = written(2_100, 1, true);
    const from = continuationOf(sourceOf(whole));
    const sink = new Sink();
    sink.bytes = Buffer.from(whole.subarray(0, from.offset));
    const writer = new RecordingWriter(sink, header, from);
    for (let n = 2_101; n <= 2_200; n++) writer.append(frame(n));
    writer.finish();
    const survey = openRecording(sourceOf(sink.bytes)).survey();
    expect([survey.damage, survey.records]).toEqual([undefined, 2_201]);
    const reader = openRecording(sourceOf(sink.bytes));
    reader.seek(2_150);
    expect(reader.next()?.at).toBe(2_150);
  });

  test("is refused when it is damaged, rather than cut off before the damage", () => {
    const whole = written(60, 7, true);
    whole[whole.length >> 1] = (whole[whole.length >> 1] as number) ^ 1;
    expect(() => progressOf(openRecording(sourceOf(whole)))).toThrow(/damaged/);
  });
});
