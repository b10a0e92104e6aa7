import path from "node:path";
import { existsSync } from "node:fs";
import { openFile } from "../../src/live/files.ts";
import { generateTraffic } from "../../src/traffic/generate/generate.ts";
import { trafficProfile } from "../../src/traffic/generate/profiles.ts";
import { openTraffic } from "../../src/traffic/open.ts";
import type { TrafficRecord, TrafficSource } from "../../src/traffic/record.ts";

/** Real captured sessions, beside the repository; absent on most machines. */
export const CAPTURES = path.resolve(import.meta.dirname, "../../../shared/data");
export const capturesPresent = existsSync(CAPTURES);

/** For titles of skipped suites. */
export const withCaptures = (title: string): string =>
  capturesPresent ? title : `${title} (SKIPPED: no captured sessions at ../shared/data)`;

export const openCaptureFile = (name: string): TrafficSource => openTraffic([openFile(path.join(CAPTURES, name))]);

/** A short session of the default profile's venues, incidents left out unless they fall into it. */
export const generated = (name: string, messages: number, seed = 1): TrafficSource =>
  generateTraffic(trafficProfile(name, messages), seed);

/** A source of given records. */
export function sourceOf(venues: readonly string[], records: readonly TrafficRecord[]): TrafficSource {
  let next = 0;
  return {
    format: "test",
    header: {
      version: 1, epochUnixNs: 1_767_571_200_000_000_000n, origin: "test",
      sources: venues.map((venue) => ({ venue, config: "" })),
    },
    next: () => records[next++],
  };
}
