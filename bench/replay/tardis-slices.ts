import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { formatDateToPath, getFilters, optimizeFilters, sha256 } from "tardis-dev/dist/handy.js";
import { normalizeBookChanges, normalizeBookTickers, normalizeTrades } from "tardis-dev";
import type { TrafficRecord } from "../../src/traffic/record.ts";
import { recordsOf, textOf, type Session } from "../traffic/session.ts";

export const EXCHANGE = "binance";
export const NORMALIZERS = [normalizeTrades, normalizeBookChanges, normalizeBookTickers] as const;

const MINUTE_MS = 60_000;

/** Minutes of UTC, as tardis-dev takes them; `to` is not included. */
export interface SliceRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Fills tardis-dev's cache with one file a minute, as its server would have, so that its replay runs as shipped and
 * asks for nothing. A line is a receive time of exactly 28 characters, a space, the frame.
 */
export function fillCache(cacheDir: string, { open, symbol }: Session): SliceRange {
  const linesOfMinute = new Map<number, string[]>();
  const minutes: number[] = [];
  const source = open();
  for (const record of recordsOf(source)) {
    const message = inStream(record, symbol);
    if (message === undefined) continue;
    const unixNs = source.header.epochUnixNs + BigInt(record.at);
    const minute = Math.floor(Number(unixNs / 1_000_000n) / MINUTE_MS);
    for (let next = (minutes.at(-1) ?? minute - 1) + 1; next <= minute; next++) {
      minutes.push(next);
      linesOfMinute.set(next, []);
    }
    linesOfMinute.get(minute)?.push(`${timestamp(unixNs)} ${message}`);
  }
  const folder = path.join(cacheDir, "feeds", EXCHANGE, sha256(optimizeFilters(filtersOf(symbol))));
  for (const [minute, lines] of linesOfMinute) {
    const file = path.join(folder, `${formatDateToPath(new Date(minute * MINUTE_MS))}.json.gz`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(`${lines.join("\n")}\n`));
  }
  const [first = 0] = minutes;
  const isoMinute = (minute: number): string => new Date(minute * MINUTE_MS).toISOString();
  return { from: isoMinute(first), to: isoMinute((minutes.at(-1) ?? first) + 1) };
}

/** The same that its replay asks for: the cache's folder is named by their hash. */
const filtersOf = (symbol: string): ReturnType<typeof getFilters> => {
  const [trades, books, tickers] = NORMALIZERS;
  const start = new Date(0);
  return getFilters([trades(EXCHANGE, start), books(EXCHANGE, start), tickers(EXCHANGE, start)], [symbol]);
};

/** `2019-06-01T00:03:03.1238784Z` */
function timestamp(unixNs: bigint): string {
  const seconds = new Date(Number(unixNs / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String((unixNs / 100n) % 10_000_000n).padStart(7, "0")}Z`;
}

/** A REST snapshot stands in tardis' streams as a message of the channel `depthSnapshot`. */
function inStream(record: TrafficRecord, symbol: string): string | undefined {
  if (record.kind === "frame") return textOf(record.bytes);
  if (record.kind !== "rest" || !record.url.includes("depth")) return undefined;
  return `{"stream":"${symbol.toLowerCase()}@depthSnapshot","generated":true,"data":${textOf(record.bytes)}}`;
}
