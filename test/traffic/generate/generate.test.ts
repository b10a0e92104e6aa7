import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import type { TrafficProfile } from "../../../src/traffic/generate/profile.ts";
import { trafficProfile } from "../../../src/traffic/generate/profiles.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import { drain, textOf, type FrameRecord } from "./wire.ts";

const framesOf = (records: readonly TrafficRecord[]): FrameRecord[] =>
  records.filter((record) => record.kind === "frame");

/** Of everything but the index of the source. */
function digest(records: readonly TrafficRecord[]): string {
  const hash = createHash("sha256");
  for (const record of records) {
    hash.update(`${record.kind} ${record.at} ${record.kind === "connect" ? record.address : ""} `);
    if ("connection" in record) hash.update(record.connection);
    if ("bytes" in record) hash.update(record.bytes);
  }
  return hash.digest("hex");
}

const digestOf = (profile: TrafficProfile, seed: number): string => digest(drain(generateTraffic(profile, seed)));

/** The most events in any window of `width`. */
function peak(instants: readonly number[], width: number): number {
  let most = 0;
  let first = 0;
  instants.forEach((at, index) => {
    while (at - instants[first]! >= width) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

describe("generated traffic", () => {
  test("is the same bytes for the same seed and other bytes for another", () => {
    const profile = { ...trafficProfile("default"), duration: sec(50) };
    expect(digestOf(profile, 11)).toBe(digestOf(profile, 11));
    expect(digestOf(profile, 11)).not.toBe(digestOf(profile, 12));
  });

  test("of a venue does not depend on which other venues there are", () => {
    const profile = trafficProfile("default");
    const together = drain(generateTraffic(profile, 3));
    profile.venues.forEach((venue, source) => {
      const incidents = profile.incidents
        .filter((incident) => incident.kind === "burst" || incident.venue === venue.venue);
      const alone = drain(generateTraffic({ ...profile, venues: [venue], incidents }, 3));
      const among = together.filter((record) => record.source === source);
      expect(alone).toHaveLength(among.length);
      expect(digest(alone)).toBe(digest(among));
    });
  });

  test("comes in order of receipt, and of venues at equal instants, before the end of its duration", () => {
    const records = drain(generateTraffic(trafficProfile("default"), 4));
    const misplaced = records.filter((record, index) => {
      const before = records[index - 1];
      if (!Number.isSafeInteger(record.at)) return true;
      if (before === undefined || record.at > before.at) return false;
      return record.at < before.at || record.source < before.source;
    });
    expect(misplaced).toEqual([]);
    expect(records.at(-1)!.at).toBeLessThan(sec(60));
    expect(records.at(-1)!.at).toBeGreaterThan(sec(59.5));
  });

  test.each([1, 2, 3, 4, 5])("of the default profile is JSON but for one frame (seed %i)", (seed) => {
    const records = drain(generateTraffic(trafficProfile("default"), seed));
    const frames = framesOf(records);
    expect(frames.length).toBeGreaterThan(10_000);
    expect(frames.length).toBeLessThan(22_000);
    const invalid = frames.filter((frame) => {
      try {
        JSON.parse(textOf(frame.bytes));
        return false;
      } catch {
        return true;
      }
    });
    expect(invalid).toHaveLength(1);
    expect(invalid[0]!.source).toBe(0);
    const count = (kind: TrafficRecord["kind"]): number => records.filter((record) => record.kind === kind).length;
    expect([count("connect"), count("disconnect")]).toEqual([4, 1]);
    const depthRequests = records.filter((record) => record.kind === "rest" && record.url.includes("/depth?"));
    expect(depthRequests).toHaveLength(3);
    const raw = Buffer.concat(frames.map((frame) => frame.bytes));
    expect(deflateRawSync(raw).length).toBeLessThan(1_400_000);
  });

  test("of the default profile is bursty: Binance's busiest 100 ms is over 15 means, Kraken's over 5", () => {
    const frames = framesOf(drain(generateTraffic(trafficProfile("default"), 1)));
    const [binance = 0, coinbase = 0, kraken = 0] = [0, 1, 2].map((source) => {
      const instants = frames.filter((frame) => frame.source === source).map((frame) => frame.at);
      return peak(instants, ms(100)) / (instants.length / 600);
    });
    expect(binance).toBeGreaterThan(15);
    expect(binance).toBeLessThan(100);
    expect(kraken).toBeGreaterThan(5);
    expect(kraken).toBeLessThan(40);
    expect(coinbase).toBeGreaterThan(2);
    expect(coinbase).toBeLessThan(20);
    const all = frames.map((frame) => frame.at);
    const inSurge = all.filter((at) => at >= sec(30) && at < sec(32)).length / 2;
    const outside = all.filter((at) => at < sec(30)).length / 30;
    expect(inSurge / outside).toBeGreaterThan(4);
    expect(inSurge / outside).toBeLessThan(16);
  });

  test("takes 3 ms over the wire above its floor in the middle, about 20 ms at the 99th percentile", () => {
    const profile = { ...trafficProfile("endurance"), messages: 200_000 };
    const floor = profile.venues[2]!.wireFloor;
    const source = generateTraffic(profile, 1);
    const waits: number[] = [];
    for (let record = source.next(); record !== undefined; record = source.next()) {
      if (record.kind !== "frame" || record.source !== 2) continue;
      const text = textOf(record.bytes);
      if (!text.startsWith('{"channel":"book","type":"update"')) continue;
      const [, seconds = "", micros = ""] = /T00:(\d\d:\d\d)\.(\d{6})Z"\}\]\}$/.exec(text)!;
      const [minute, second] = seconds.split(":").map(Number);
      const sent = sec(minute! * 60 + second!) + Number(micros) * 1_000;
      waits.push(record.at - sent - floor);
    }
    waits.sort((a, b) => a - b);
    const at = (share: number): number => waits[Math.floor(waits.length * share)]!;
    expect(waits[0]).toBeGreaterThan(0);
    expect(at(0.5)).toBeGreaterThan(ms(2.4));
    expect(at(0.5)).toBeLessThan(ms(7)); // frames behind a slow one wait for it
    expect(at(0.99)).toBeGreaterThan(ms(15));
    expect(at(0.99)).toBeLessThan(ms(31));
  });

  test("ends after exactly as many frames as asked", () => {
    const source = generateTraffic(trafficProfile("endurance", 1_234), 9);
    expect(framesOf(drain(source))).toHaveLength(1_234);
    expect(source.next()).toBeUndefined();
    expect(generateTraffic(trafficProfile("default", 0), 9).next()).toBeUndefined();
  });

  test("needs no more memory for 400,000 frames than for 100,000", () => {
    const source = generateTraffic(trafficProfile("endurance", 400_000), 5);
    const collect = globalThis.gc;
    const used = (): number => {
      collect?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    let frames = 0;
    let early = 0;
    for (let record = source.next(); record !== undefined; record = source.next()) {
      if (record.kind === "frame" && ++frames === 100_000) early = used();
    }
    expect(frames).toBe(400_000);
    expect(used() - early).toBeLessThan(collect === undefined ? 48_000_000 : 4_000_000);
  });

  test("keeps the frames it has handed out as they were", () => {
    const source = generateTraffic(trafficProfile("quiet"), 6);
    const kept = Array.from({ length: 1_500 }, () => source.next()).filter((record) => record?.kind === "frame");
    const texts = kept.map((record) => textOf(record.bytes));
    drain(source);
    expect(kept.map((record) => textOf(record.bytes))).toEqual(texts);
  });

  test("says in its header what it is", () => {
    const { header, format } = generateTraffic(trafficProfile("default"), 0xbeef);
    expect(format).toBe("wavetank-generator/1");
    expect(header.origin).toBe("generated default seed 0x0000beef");
    expect(new Date(Number(header.epochUnixNs / 1_000_000n)).toISOString()).toBe("2026-01-05T00:00:00.000Z");
    expect(header.sources.map((source) => source.venue)).toEqual(["BINANCE", "COINBASE", "KRAKEN"]);
  });

  test("of the default profile has not changed", () => {
    expect(digestOf(trafficProfile("default"), 1).slice(0, 16)).toBe("047bc4e82fa5d590");
  });
});
