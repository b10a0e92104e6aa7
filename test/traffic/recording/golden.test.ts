import { expect, test } from "vitest";
import { crc32 } from "../../../src/kernel/crc32.ts";
import { avalanche } from "../../../src/kernel/hash.ts";
import type { RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { fileOf, bytesOf, readAll, record, shown } from "./memory-file.ts";

const HEADER: RecordingHeader = {
  version: 1,
  epochUnixNs: 1_633_998_511_132_921_000n,
  sources: [{ venue: "BINANCE", config: "trades" }],
  origin: "golden",
};

/** One record of each kind, and enough of one frame for the second block to be compressed. */
const RECORDS: ReadonlyArray<readonly TrafficRecord[]> = [
  [
    { kind: "rest", at: -1, source: 0, url: "https://a/depth", bytes: bytesOf("{}") },
    { kind: "connect", at: 0, source: 0, connection: "ws", address: "wss://a" },
    { kind: "send", at: 0, source: 0, connection: "ws", bytes: bytesOf("sub") },
    { kind: "frame", at: 5_000_000_000, source: 0, connection: "ws", bytes: Uint8Array.of(0, 255), binary: true },
    { kind: "disconnect", at: 5_000_000_001, source: 0, connection: "ws", reason: "1006" },
  ],
  [{ kind: "frame", at: 6_000_000_000, source: 0, connection: "ws", bytes: bytesOf("[".repeat(60)), binary: false }],
];

/** Never changes: recordings of version 1 are in people's archives. A new format needs a new version. */
const GOLDEN = `
  895754520d0a1a0a01000000dd0051545754424b0100000000000000220000002200000001000000000000000000000000000000
  00000000dd0051546b0199ba6b16aebb93d316ad20fd13984ca8a6676f6c64656e9192a742494e414e4345a67472616465735754
  424b02010000010000004b0000004c00000005000000ffffffffffffffff01f2052a010000006b16aebbba4547144bed61e89b38
  89615179f154560686f519252505c556fafa89fa29a90525194798aa6ba73031322c2f2f068b4e61616038c25c5c9a3485f13203
  0303a316eb27a00013c3ff29cc8c0c4b0c0d0ccc005754424b020100000200000011000000480000000100000000bca065010000
  0000bca065010000004bed61e891684e05f47a842b9b3889615179f1140606862336d11400005754424b03000000030000004800
  00004800000002000000ffffffffffffffff00bca06501000000f47a842bb33c00c82e069a130000000000000000660000000000
  0000ffffffffffffffff01f2052a01000000050000004bed61e8e50000000000000000bca0650100000000bca065010000000100
  0000f47a842b5754424b0400000004000000300000003000000000000000ffffffffffffffff00bca065010000002e069a132063
  88bc59cec44ea6010000000000002a010000000000000200000000000000060000000000000094000000000000006b16aebb0000
  0000
`;

const golden = Uint8Array.from(Buffer.from(GOLDEN.replaceAll(/\s/g, ""), "hex"));

test("the golden recording reads as it always did", () => {
  expect(openRecording(fileOf(golden)).header).toEqual(HEADER);
  expect(readAll(golden)).toEqual({ records: RECORDS.flat().map(shown), error: undefined, complete: true });
});

test("the writer writes the golden recording to the byte: the format does not drift", () => {
  expect(Buffer.from(record(HEADER, ...RECORDS)).toString("hex")).toBe(Buffer.from(golden).toString("hex"));
});

test("compression and block limits do not drift either: on every machine this file has the same checksum", () => {
  const frames = Array.from({ length: 3_000 }, (_, i): TrafficRecord => {
    const price = `${40_000 + (avalanche(i) % 1_000)}.${avalanche(i + 7) % 100}`;
    const size = `0.${avalanche(i + 9) % 100_000}`;
    const text = `{"e":"trade","E":${1_633_998_511_132 + i},"s":"BTCUSDT","p":"${price}","q":"${size}"}`;
    return { kind: "frame", at: i * 1_000_000, source: 0, connection: "ws", bytes: bytesOf(text), binary: false };
  });
  const file = record(HEADER, frames);
  expect([...openRecording(fileOf(file)).blocks()].map((block) => block.count)).toEqual([1_024, 1_024, 952]);
  expect([file.length, crc32(file)]).toEqual([36_867, 2_222_209_496]);
});
