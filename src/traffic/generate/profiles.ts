import { WavetankError } from "../../kernel/error.ts";
import { minutes, ms, sec, us } from "../../kernel/time.ts";
import type { InstrumentProfile, TrafficProfile, VenueProfile } from "./profile.ts";

/** 2026-01-05T00:00:00Z, a Monday. */
const EPOCH_UNIX_NS = 1_767_571_200_000_000_000n;

type Market = Omit<InstrumentProfile, "eventsPerSecond" | "deepChanges" | "levels">;

const BTC = { base: "BTC", quote: "USD", startPrice: "93412.50" } as const;
const ETH = { base: "ETH", quote: "USD", startPrice: "3187.40" } as const;

const BINANCE: readonly Market[] = [
  { ...BTC, symbol: "BTCUSDT", quote: "USDT", tick: "0.01", sizeStep: "0.00001", typicalSize: "0.08" },
  { ...ETH, symbol: "ETHUSDT", quote: "USDT", tick: "0.01", sizeStep: "0.0001", typicalSize: "1.9" },
];
const COINBASE: readonly Market[] = [
  { ...BTC, symbol: "BTC-USD", tick: "0.01", sizeStep: "0.00000001", typicalSize: "0.05" },
  { ...ETH, symbol: "ETH-USD", tick: "0.01", sizeStep: "0.00000001", typicalSize: "1.2" },
];
const KRAKEN: readonly Market[] = [
  { ...BTC, symbol: "BTC/USD", startPrice: "93412.5", tick: "0.1", sizeStep: "0.00000001", typicalSize: "0.12" },
  { ...ETH, symbol: "ETH/USD", tick: "0.01", sizeStep: "0.00000001", typicalSize: "2.4" },
];

/** Of every instrument of a venue: book events a second, and changes deep in the book with each. */
type Rates = Readonly<Record<"binance" | "coinbase" | "kraken", readonly [events: number, deep: number]>>;

/** The three venues with two instruments each. */
function venues(rates: Rates): readonly VenueProfile[] {
  const at = (markets: readonly Market[], [eventsPerSecond, deepChanges]: readonly [number, number], levels: number) =>
    markets.map((market): InstrumentProfile => ({ ...market, eventsPerSecond, deepChanges, levels }));
  const binance = at(BINANCE, rates.binance, 480);
  const coinbase = at(COINBASE, rates.coinbase, 240);
  const kraken = at(KRAKEN, rates.kraken, 24);
  return [
    { venue: "BINANCE", instruments: binance, clustering: "bursty", wireFloor: us(900), depth: 1_000 },
    { venue: "COINBASE", instruments: coinbase, clustering: "steady", wireFloor: us(1_400), depth: 0 },
    { venue: "KRAKEN", instruments: kraken, clustering: "steady", wireFloor: us(2_100), depth: 25 },
  ];
}

const DEFAULT_RATES: Rates = { binance: [62, 3], coinbase: [40, 1], kraken: [14, 0] };

const PROFILES: Readonly<Record<string, TrafficProfile>> = {
  /** A minute of ordinary traffic in which everything happens once: a surge, a lost frame, a cut, a broken frame. */
  default: {
    name: "default",
    epochUnixNs: EPOCH_UNIX_NS,
    duration: minutes(1),
    venues: venues(DEFAULT_RATES),
    incidents: [
      { kind: "sequenceGap", venue: "BINANCE", at: sec(18) },
      { kind: "burst", at: sec(30), lasting: sec(2), times: 10 },
      { kind: "malformedFrame", venue: "BINANCE", at: sec(38) },
      { kind: "disconnect", venue: "COINBASE", at: sec(45), lasting: sec(3) },
    ],
  },
  /** A tenth of the default's traffic, and nothing goes wrong. */
  quiet: {
    name: "quiet",
    epochUnixNs: EPOCH_UNIX_NS,
    duration: minutes(1),
    venues: venues({ binance: [8, 3], coinbase: [4, 1], kraken: [2, 0] }),
    incidents: [],
  },
  /** Short surges of up to fifty times the default's traffic. */
  burst: {
    name: "burst",
    epochUnixNs: EPOCH_UNIX_NS,
    duration: sec(30),
    venues: venues(DEFAULT_RATES),
    incidents: [
      { kind: "burst", at: sec(8), lasting: sec(2), times: 10 },
      { kind: "burst", at: sec(16), lasting: ms(500), times: 50 },
      { kind: "burst", at: sec(24), lasting: sec(1), times: 20 },
    ],
  },
  /** Ten million frames, or as many as `messages` is set to, with nothing to recover from. */
  endurance: {
    name: "endurance",
    epochUnixNs: EPOCH_UNIX_NS,
    duration: minutes(60 * 24 * 90),
    messages: 10_000_000,
    venues: venues({ binance: [400, 0], coinbase: [250, 0], kraken: [150, 0] }),
    incidents: [],
  },
  /** Twenty-four hours at about two hundred frames a second. */
  day: {
    name: "day",
    epochUnixNs: EPOCH_UNIX_NS,
    duration: minutes(60 * 24),
    venues: venues({ binance: [46, 0], coinbase: [27, 0], kraken: [18, 0] }),
    incidents: [],
  },
};

export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES);

/**
 * @param messages - The most frames to generate, in place of the profile's own limit.
 * @throws {WavetankError} E_PROFILE - no profile has this name; the hint names the one that is spelled most like it.
 */
export function trafficProfile(name: string, messages?: number): TrafficProfile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile !== undefined) return messages === undefined ? profile : { ...profile, messages };
  const nearest = PROFILE_NAMES.toSorted((a, b) => editDistance(name, a) - editDistance(name, b))[0] ?? "";
  throw new WavetankError("E_PROFILE", `there is no traffic profile "${name.slice(0, 40)}"`, {
    expected: `one of ${PROFILE_NAMES.join(", ")}`,
    hint: `did you mean ${nearest}?`,
  });
}

/** Insertions, deletions and replacements between two words, of which only the first 40 letters count. */
function editDistance(left: string, right: string): number {
  const from = left.slice(0, 40);
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
