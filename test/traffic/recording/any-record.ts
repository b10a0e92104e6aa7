import fc from "fast-check";
import type { RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";

export const HEADER: RecordingHeader = {
  version: 1,
  epochUnixNs: 1_633_998_511_132_921_000n,
  sources: [
    { venue: "BINANCE", config: '{"trades":["BTC-USDT"]}' },
    { venue: "KRAKEN", config: "" },
    { venue: "ÆTHER ☃", config: "\u{1f30a}" },
  ],
  origin: "generated test seed 0x00000000",
};

/** Well-formed texts, with a leaning towards those that decoders get wrong: byte order marks, NUL, long, astral. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\ufeff", `\ufeff${"x".repeat(100)}`, "\u0000", "__proto__"),
  fc.constantFrom("\u{1f30a}".repeat(40), "é".repeat(70)),
);

const bytes = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.nat({ max: 70_000 }).map((length) => new Uint8Array(length).fill(length & 255)) },
);

/** Gaps that need each of MessagePack's widths, the 64-bit ones included. */
const gap = fc.oneof(
  fc.constantFrom(0, 0, 1, 127, 128, 255, 256, 65_535, 65_536, 0xffffffff, 0x100000000, 5_000_000_000_000),
  fc.nat({ max: 1_000_000 }),
);

const untimed = fc.oneof(
  fc.record({ kind: fc.constant("frame" as const), connection: text, bytes, binary: fc.boolean() }),
  fc.record({ kind: fc.constant("connect" as const), connection: text, address: text }),
  fc.record({ kind: fc.constant("disconnect" as const), connection: text, reason: text }),
  fc.record({ kind: fc.constant("send" as const), connection: text, bytes }),
  fc.record({ kind: fc.constant("rest" as const), url: text, bytes }),
);

/** Records of HEADER in order of time, some before the epoch. */
export const anyRecords: fc.Arbitrary<TrafficRecord[]> = fc
  .tuple(
    fc.constantFrom(0, -1, -3_000_000_000, 1, 9_000_000_000_000_000 - 1e15),
    fc.array(fc.tuple(gap, fc.nat({ max: HEADER.sources.length - 1 }), untimed), { maxLength: 60 }),
  )
  .map(([start, items]) => {
    let at = start;
    return items.map(([after, source, item]): TrafficRecord => ({ ...item, at: (at += after), source }));
  });
