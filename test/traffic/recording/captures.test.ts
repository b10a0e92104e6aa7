import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { bytesOf, fileOf, readAll, record, shown } from "./memory-file.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const CAPTURE = path.join(DATA, "collector-ndjson-gz/usdm_ethusdt_20240718.gz");
const missing = !existsSync(CAPTURE);

describe.skipIf(missing)(`captured Binance futures frames${missing ? ` (skipped: ${CAPTURE} is missing)` : ""}`, () => {
  const lines = missing ? [] : gunzipSync(readFileSync(CAPTURE)).toString().trim().split("\n");
  const epochUnixNs = BigInt(lines[0]?.split(" ", 1)[0] ?? 0);
  const sources = [{ venue: "BINANCE_FUTURES", config: "" }];
  const header: RecordingHeader = { version: 1, epochUnixNs, sources, origin: "test" };
  const records = lines.map((line): TrafficRecord => {
    const space = line.indexOf(" ");
    const at = Number(BigInt(line.slice(0, space)) - epochUnixNs);
    return { kind: "frame", at, source: 0, connection: "ws.1", bytes: bytesOf(line.slice(space + 1)), binary: false };
  }).sort((a, b) => a.at - b.at);

  test("come back to the byte and to the nanosecond", () => {
    expect(records.length).toBeGreaterThan(10_000);
    const reading = readAll(record(header, records));
    expect(reading).toMatchObject({ error: undefined, complete: true });
    expect(reading.records).toEqual(records.map(shown));
  });

  test("take at most a fifth more than all lines in one gzip stream, and can be searched", () => {
    const file = record(header, records);
    const asGzip = gzipSync(records.map((item) => `${item.at} ${String(shown(item)["bytes"])}`).join("\n"));
    expect(file.length).toBeLessThan(asGzip.length * 1.2);

    const reader = openRecording(fileOf(file));
    const middle = records[records.length >> 1]!;
    reader.seek(middle.at);
    expect(reader.next()?.at).toBe(middle.at);
  });
});
