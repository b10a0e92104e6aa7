import { crc32 as zlibCrc32 } from "node:zlib";
import seedrandom from "seedrandom";
import { crc32 } from "../src/kernel/crc32.ts";
import { RandomStream } from "../src/kernel/random.ts";
import { formatDecimal, parseDecimal } from "../src/market/decimal.ts";
import { conclude } from "./kit/report.ts";
import { compareSmall, type SmallHeat } from "./kit/small.ts";

// The small change of every message: exact decimals, random words, checksums. No requirements: for orientation.

const PRECISION = 8;
const COUNT = 10_000;
const random = new RandomStream(42, "arithmetic");
const integers = Array.from({ length: COUNT }, () => random.between(1, 4_000_000_000) * 1_000 + random.below(1_000));
const texts = integers.map((value) => formatDecimal(value, PRECISION));

/** Order matters and nothing overflows to Infinity. */
function checksum<T>(values: readonly T[], one: (value: T) => number): number {
  let sum = 0;
  for (const value of values) sum = (Math.imul(sum, 31) + (one(value) | 0)) | 0;
  return sum;
}

const lastDigits = (text: string): number => text.charCodeAt(text.length - 1) * 256 + text.length;
const dice = seedrandom("42");
const bytes = new Uint8Array(64 * 1024).map((_, index) => (index * 37) & 255);

const heats: readonly SmallHeat[] = [
  {
    name: "decimal text to integer",
    operations: COUNT,
    ways: {
      "wavetank parseDecimal": () => checksum(texts, (text) => parseDecimal(text, PRECISION)),
      "Number and round (inexact above 2^53)": () => checksum(texts, (text) => Math.round(Number(text) * 10 ** PRECISION)),
      "BigInt without the dot": () => checksum(texts, (text) => Number(BigInt(text.replace(".", "")))),
    },
    sameAnswers: true,
  },
  {
    name: "integer to decimal text",
    operations: COUNT,
    ways: {
      "wavetank formatDecimal": () => checksum(integers, (value) => lastDigits(formatDecimal(value, PRECISION))),
      "toFixed (a float)": () => checksum(integers, (value) => lastDigits((value / 10 ** PRECISION).toFixed(PRECISION))),
    },
    sameAnswers: true,
  },
  {
    name: "random word",
    operations: COUNT,
    ways: {
      "wavetank RandomStream": () => checksum(integers, () => random.word()),
      "seedrandom's default, ARC4": () => checksum(integers, () => dice.int32()),
      "Math.random, no seed": () => checksum(integers, () => Math.random() * 2 ** 32),
    },
    sameAnswers: false,
  },
  {
    name: "CRC-32 of a byte",
    operations: bytes.length,
    ways: {
      "wavetank crc32": () => crc32(bytes),
      "node:zlib, native": () => zlibCrc32(bytes),
    },
    sameAnswers: true,
  },
];

const measured: Record<string, Record<string, number>> = {};
for (const heat of heats) measured[heat.name] = await compareSmall(heat);
conclude("arithmetic", measured, []);
