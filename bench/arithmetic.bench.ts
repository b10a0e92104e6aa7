import { crc32 as zlibCrc32 } from "node:zlib";
import seedrandom from "seedrandom";
import { crc32 } from "../src/kernel/crc32.ts";
import { RandomStream } from "../src/kernel/random.ts";
import { formatDecimal, parseDecimal } from "../src/market/decimal.ts";
import { conclude } from "./kit/report.ts";
import { compareSmall, type SmallHeat } from "./kit/small.ts";

// The small change of every message: exact decimals, random words, checksums. No requirements: for orientation.

const PRECISION = 8;
const SCALE = 10 ** PRECISION;
const COUNT = 10_000;
const random = new RandomStream(42, "arithmetic");
const integers = Array.from({ length: COUNT }, () => random.between(1, 4_000_000_000) * 1_000 + random.below(1_000));
const texts = integers.map((value) => formatDecimal(value, PRECISION));

const mix = (sum: number, value: number): number => (Math.imul(sum, 31) + (value | 0)) | 0;
const lastDigits = (text: string): number => text.charCodeAt(text.length - 1) * 256 + text.length;
const dice = seedrandom("42");
const bytes = new Uint8Array(64 * 1024).map((_, index) => (index * 37) & 255);

// Each way has a loop of its own: one that is shared would call through a pointer and cost more than what it measures.
const heats: readonly SmallHeat[] = [
  {
    name: "decimal text to integer",
    operations: COUNT,
    ways: {
      "wavetank parseDecimal": () => {
        let sum = 0;
        for (const text of texts) sum = mix(sum, parseDecimal(text, PRECISION));
        return sum;
      },
      "Number and round, inexact above 2^53": () => {
        let sum = 0;
        for (const text of texts) sum = mix(sum, Math.round(Number(text) * SCALE));
        return sum;
      },
      "BigInt without the dot": () => {
        let sum = 0;
        for (const text of texts) sum = mix(sum, Number(BigInt(text.replace(".", ""))));
        return sum;
      },
    },
    sameAnswers: true,
  },
  {
    name: "integer to decimal text",
    operations: COUNT,
    ways: {
      "wavetank formatDecimal": () => {
        let sum = 0;
        for (const value of integers) sum = mix(sum, lastDigits(formatDecimal(value, PRECISION)));
        return sum;
      },
      "toFixed of a float": () => {
        let sum = 0;
        for (const value of integers) sum = mix(sum, lastDigits((value / SCALE).toFixed(PRECISION)));
        return sum;
      },
    },
    sameAnswers: true,
  },
  {
    name: "random word",
    operations: COUNT,
    ways: {
      "wavetank RandomStream": () => {
        let sum = 0;
        for (let draw = 0; draw < COUNT; draw++) sum = mix(sum, random.word());
        return sum;
      },
      "seedrandom's default, ARC4": () => {
        let sum = 0;
        for (let draw = 0; draw < COUNT; draw++) sum = mix(sum, dice.int32());
        return sum;
      },
      "Math.random, no seed": () => {
        let sum = 0;
        for (let draw = 0; draw < COUNT; draw++) sum = mix(sum, Math.random() * 2 ** 32);
        return sum;
      },
    },
    sameAnswers: false,
  },
  {
    name: "CRC-32 of a byte",
    operations: bytes.length,
    ways: { "wavetank crc32": () => crc32(bytes), "node:zlib, native": () => zlibCrc32(bytes) },
    sameAnswers: true,
  },
];

const measured: Record<string, Record<string, number>> = {};
for (const heat of heats) measured[heat.name] = await compareSmall(heat);
conclude("arithmetic", measured, []);
