import type { TrafficRecord, TrafficSource } from "../../../src/traffic/record.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import type { GeneratedVenue, Incident, TrafficProfile } from "../../../src/traffic/generate/profile.ts";
import { trafficProfile } from "../../../src/traffic/generate/profiles.ts";

export type FrameRecord = Extract<TrafficRecord, { kind: "frame" }>;

export const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export function drain(source: TrafficSource): TrafficRecord[] {
  const records: TrafficRecord[] = [];
  for (let record = source.next(); record !== undefined; record = source.next()) records.push(record);
  return records;
}

/** The default profile's traffic of one venue alone, with other incidents. */
export function onlyVenue(venue: GeneratedVenue, incidents: readonly Incident[]): TrafficProfile {
  const profile = trafficProfile("default");
  return { ...profile, venues: profile.venues.filter((each) => each.venue === venue), incidents };
}

export const recordsOf = (venue: GeneratedVenue, seed: number, incidents: readonly Incident[] = []): TrafficRecord[] =>
  drain(generateTraffic(onlyVenue(venue, incidents), seed));

/** A decimal as an integer at 12 places: exact, by text alone. */
export function scaled(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(12, "0"));
}

/** A book as a client keeps it: price and size are the venue's own text. */
export class TextBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  /** Removals of levels that were not there. */
  unknownRemovals = 0;

  set(side: "bids" | "asks", price: string, size: string): void {
    if (scaled(size) !== 0n) this[side].set(price, size);
    else if (!this[side].delete(price)) this.unknownRemovals++;
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** Best first. */
  sorted(side: "bids" | "asks"): [price: string, size: string][] {
    const sign = side === "bids" ? -1 : 1;
    return [...this[side]].sort(([a], [b]) => (scaled(a) < scaled(b) ? -sign : sign));
  }

  truncate(depth: number): void {
    for (const side of ["bids", "asks"] as const) {
      for (const [price] of this.sorted(side).slice(depth)) this[side].delete(price);
    }
  }

  touch(): { bid: string; bidSize: string; ask: string; askSize: string } {
    const [bid, bidSize] = this.sorted("bids")[0]!; // a generated book has at least 15 levels a side
    const [ask, askSize] = this.sorted("asks")[0]!;
    return { bid, bidSize, ask, askSize };
  }
}
