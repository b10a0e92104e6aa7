import { existsSync } from "node:fs";
import path from "node:path";
import { openFile } from "../../src/live/files.ts";
import { generateTraffic } from "../../src/traffic/generate/generate.ts";
import { trafficProfile } from "../../src/traffic/generate/profiles.ts";
import { openTraffic } from "../../src/traffic/open.ts";
import type { TrafficRecord, TrafficSource } from "../../src/traffic/record.ts";

/** Traffic of one symbol of Binance spot, which every rival here can read. */
export interface Session {
  readonly name: string;
  /** The symbol, as Binance writes it. */
  readonly symbol: string;
  /** The traffic from its start; every call gives a source of its own. */
  open(): TrafficSource;
}

/** Five minutes of BTCUSDT at Binance spot: trades, best prices, depth diffs and one REST snapshot. */
const SPOT_CAPTURE = "collector-ndjson-gz/spot_btcusdt_20240808.gz";
const SYMBOL = "BTCUSDT";

/** Captured sessions are no part of this repository; they lie beside it where there are any. */
export function capturedSession(most: number): Session | undefined {
  const root = process.env["WAVETANK_ROOT"] ?? ".";
  const file = path.resolve(root, process.env["WAVETANK_DATA"] ?? "../shared/data", SPOT_CAPTURE);
  if (!existsSync(file)) return undefined;
  return {
    name: "captured Binance spot",
    symbol: SYMBOL,
    open: () => new Limited(openTraffic([openFile(file)]), most),
  };
}

/** The generator's endurance traffic, Binance's first instrument of it, from a fixed seed. */
export function generatedSession(messages: number): Session {
  const profile = trafficProfile("endurance", messages);
  const venues = profile.venues.filter(({ venue }) => venue === "BINANCE");
  const alone = venues.map((venue) => ({
    ...venue, instruments: venue.instruments.filter(({ symbol }) => symbol === SYMBOL),
  }));
  return {
    name: "generated Binance spot",
    symbol: SYMBOL,
    open: () => generateTraffic({ ...profile, venues: alone }, 42),
  };
}

/** The captured session; generated traffic, under its own name, where there is none. */
export const anySession = (most: number): Session => capturedSession(most) ?? generatedSession(most);

/** The first frames of a source. */
class Limited implements TrafficSource {
  readonly header: TrafficSource["header"];
  readonly format: string;
  readonly #source: TrafficSource;
  #framesLeft: number;

  constructor(source: TrafficSource, most: number) {
    this.header = source.header;
    this.format = source.format;
    this.#source = source;
    this.#framesLeft = most;
  }

  next(): TrafficRecord | undefined {
    if (this.#framesLeft <= 0) return undefined;
    const record = this.#source.next();
    if (record?.kind === "frame") this.#framesLeft--;
    return record;
  }
}

/** All records of a source, one at a time: what is not kept costs no memory. */
export function* recordsOf(source: TrafficSource): Generator<TrafficRecord, void, undefined> {
  for (let record = source.next(); record !== undefined; record = source.next()) yield record;
}

export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
