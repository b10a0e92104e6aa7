import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { avalanche } from "../../../src/kernel/hash.ts";
import type { RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";
import { anyRecords, HEADER } from "./any-record.ts";
import { fileOf, readAll, record, shown } from "./memory-file.ts";

const SMALL: RecordingHeader = { version: 1, epochUnixNs: 0n, sources: [{ venue: "V", config: "" }], origin: "" };

describe("a seek", () => {
  test("goes on with exactly the records that are not before the instant, in any recording, finished or not", () => {
    const cases = fc.tuple(anyRecords, fc.array(fc.nat({ max: 60 })), fc.boolean(), fc.infiniteStream(fc.nat()));
    fc.assert(fc.property(cases, ([records, cuts, finished, picks]) => {
      const edges = [0, ...cuts.filter((cut) => cut < records.length).sort((a, b) => a - b), records.length];
      const whole = record(HEADER, ...edges.slice(1).map((edge, i) => records.slice(edges[i], edge)));
      const reader = openRecording(fileOf(finished ? whole : whole.subarray(0, whole.length - 100)));
      expect(reader.complete).toBe(finished);

      const instants = [-Number.MAX_SAFE_INTEGER + 1, ...records.flatMap(({ at }) => [at - 1, at, at + 1])];
      for (let i = 0; i < 10; i++) {
        const at = instants[picks.next().value % instants.length]!;
        reader.seek(at);
        const rest: unknown[] = [];
        for (let next = reader.next(); next !== undefined; next = reader.next()) rest.push(shown(next));
        expect(rest).toEqual(records.filter((item) => item.at >= at).map(shown));
      }
    }), { numRuns: 150 });
  });

  test("works over several index blocks, and reading over them checks them", () => {
    const blocks = 2_500;
    const pair = (i: number): TrafficRecord[] => [disconnectAt(i * 10), disconnectAt(i * 10 + 5)];
    const file = record(SMALL, ...Array.from({ length: blocks }, (_, i) => pair(i)));
    expect(readAll(file).records).toHaveLength(2 * blocks);
    const reader = openRecording(fileOf(file));
    for (const at of [0, 1, 5, 10_239, 10_240, 10_245, 20_470, 20_485, 24_994, 24_995]) {
      reader.seek(at);
      expect(reader.next()?.at, `${at} ns`).toBe(Math.ceil(at / 5) * 5);
    }
    reader.seek(24_996);
    expect(reader.next()).toBeUndefined();
  });

  test("reads the index and one block of a complete recording, not the blocks before it", () => {
    const file = record(SMALL, ...Array.from({ length: 1_000 }, (_, i) => [disconnectAt(i)]));
    let bytesRead = 0;
    const counted = fileOf(file);
    const reader = openRecording({ ...counted, read: (offset, into) => {
      bytesRead += into.length;
      return counted.read(offset, into);
    } });
    bytesRead = 0;
    reader.seek(900);
    expect(reader.next()?.at).toBe(900);
    expect(bytesRead).toBeLessThan(8 + 32 * 1_000 + 6 * 52 + 100);
  });

  test("leaves an index that it did not see whole unjudged, and judges the next", () => {
    const file = record(SMALL, ...Array.from({ length: 1_500 }, (_, i) => [disconnectAt(i)]));
    const reader = openRecording(fileOf(file));
    reader.seek(700);
    let count = 0;
    while (reader.next() !== undefined) count += 1;
    expect(count).toBe(800);
  });
});

describe("memory", () => {
  const noise = (at: number): Uint8Array => Uint8Array.from({ length: 2_000 }, (_, i) => avalanche(at * 2_000 + i));

  test("that the writer needs is a block: whatever the recording's length, no more than one is held back", () => {
    let written = 0;
    const writer = new RecordingWriter({ name: "x", write: (bytes) => void (written += bytes.length) }, SMALL);
    let heldBack = 0;
    for (let at = 0; at < 5_000; at++) {
      writer.append({ kind: "frame", at, source: 0, connection: "c", bytes: noise(at), binary: true });
      heldBack = Math.max(heldBack, (at + 1) * 2_000 - written);
    }
    expect(written).toBeGreaterThan(9_000_000);
    expect(heldBack).toBeLessThan(128 * 1024);
  });

  test("that the reader needs is a block: it asks for no more at a time", () => {
    const file = record(SMALL, Array.from({ length: 1_000 }, (_, at): TrafficRecord => (
      { kind: "frame", at, source: 0, connection: "c", bytes: noise(at), binary: true }
    )));
    let largest = 0;
    const whole = fileOf(file);
    const reader = openRecording({ ...whole, read: (offset, into) => {
      largest = Math.max(largest, into.length);
      return whole.read(offset, into);
    } });
    let count = 0;
    while (reader.next() !== undefined) count += 1;
    expect(count).toBe(1_000);
    expect(largest).toBeLessThan(128 * 1024 + 1_000);
  });
});

const disconnectAt = (at: number): TrafficRecord => (
  { kind: "disconnect", at, source: 0, connection: "c", reason: "" }
);
