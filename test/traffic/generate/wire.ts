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

/** A book as a client keeps it: price and size are the venue's own text. */
export class TextBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  /** Removals of levels that were not there. */
  unknownRemovals = 0;

  set(side: "bids" | "asks", price: string, size: string): void {
    if (Number(size) !== 0) this[side].set(price, size);
    else if (!this[side].delete(price)) this.unknownRemovals++;
  }

  /** Best first. Prices of up to 15 digits are in the same order as their numbers. */
  sorted(side: "bids" | "asks"): [price: string, size: string][] {
    const sign = side === "bids" ? -1 : 1;
    return [...this[side]].sort(([a], [b]) => sign * (Number(a) - Number(b)));
  }

  truncate(depth: number): void {
    for (const side of ["bids", "asks"] as const) {
      if (this[side].size <= depth) continue;
      for (const [price] of this.sorted(side).slice(depth)) this[side].delete(price);
    }
  }

  touch(): { bid: string; bidSize: string; ask: string; askSize: string } {
    const bid = this.#best("bids", 1);
    const ask = this.#best("asks", -1);
    return { bid, bidSize: this.bids.get(bid)!, ask, askSize: this.asks.get(ask)! };
  }

  #best(side: "bids" | "asks", sign: number): string {
    let best = "";
    for (const price of this[side].keys()) if (best === "" || sign * (Number(price) - Number(best)) > 0) best = price;
    return best;
  }
}
