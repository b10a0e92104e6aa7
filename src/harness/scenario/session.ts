import type { PlannedFault } from "../../faults/fault.ts";
import { WavetankError } from "../../kernel/error.ts";
import { hashName } from "../../kernel/hash.ts";
import type { Seed } from "../../kernel/seed.ts";
import { us, type Duration } from "../../kernel/time.ts";
import { Instruments } from "../../market/instruments.ts";
import { generateTraffic } from "../../traffic/generate/generate.ts";
import type { Incident, InstrumentProfile, VenueProfile } from "../../traffic/generate/profile.ts";
import { adapterFor } from "../../venues/index.ts";
import type { VenueAdapter } from "../../venues/adapter.ts";
import { Pace } from "./pace.ts";
import { playRecord } from "./play-record.ts";
import { SessionCollector } from "./session-collector.ts";
import type { SessionPlay } from "./session-play.ts";
import type { Session, SessionVenue } from "./traffic.ts";

const EPOCH_UNIX_NS = 1_767_225_600_000_000_000n;

const MARKETS = {
  BTC: { base: "BTC", startPrice: "93412.5", typicalSize: "0.08" },
  ETH: { base: "ETH", startPrice: "3187.4", typicalSize: "1.9" },
} as const;

const SPELLING = {
  BINANCE: {
    separator: "", quote: "USDT", tick: "0.1", sizeStep: "0.00001", levels: 40, depth: 100, wireFloor: us(900),
  },
  COINBASE: {
    separator: "-", quote: "USD", tick: "0.1", sizeStep: "0.00000001", levels: 40, depth: 0, wireFloor: us(1_400),
  },
  KRAKEN: {
    separator: "/", quote: "USD", tick: "0.1", sizeStep: "0.00000001", levels: 24, depth: 25, wireFloor: us(2_100),
  },
} as const;

/** Generates the frames, with the plan's incidents, and plays them through the venues' adapters. */
export function playSession(
  session: Session, seed: Seed, duration: Duration, faults: readonly PlannedFault[],
): SessionPlay {
  const instruments = new Instruments();
  const desk = new SessionCollector();
  roundsOf(session.venues).forEach((venues, round) =>
    playRound(venues, (seed ^ hashName(`session.${round}`)) >>> 0, duration, faults, instruments, desk),
  );
  return desk.play(instruments);
}

/** A generator takes each venue once: a second connection to one is another generator. */
function roundsOf(venues: readonly SessionVenue[]): readonly (readonly SessionVenue[])[] {
  const rounds: SessionVenue[][] = [];
  for (const each of venues) {
    const round = rounds.find((others) => others.every(({ venue }) => venue !== each.venue));
    if (round === undefined) rounds.push([each]);
    else round.push(each);
  }
  return rounds;
}

function playRound(
  venues: readonly SessionVenue[], seed: Seed, duration: Duration, faults: readonly PlannedFault[],
  instruments: Instruments, desk: SessionCollector,
): void {
  const source = generateTraffic(
    {
      name: "session", epochUnixNs: EPOCH_UNIX_NS, duration, venues: venues.map(profileOf),
      incidents: incidentsOf(venues, faults, duration),
    },
    seed,
  );
  const adapters = venues.map(({ venue }) => {
    const make = adapterFor(venue);
    if (make === undefined) throw new WavetankError("E_VENUE", `${venue} is not a venue that wavetank maps`);
    return make(desk, instruments, source.header.epochUnixNs);
  });
  const pace = new Pace(venues.map(({ venue }) => venue), faults);
  for (let record = source.next(); record !== undefined; record = source.next()) {
    desk.arrived(record, pace.arrival(record), (venues[record.source] as SessionVenue).venue);
    playRecord(record, adapters[record.source] as VenueAdapter);
  }
}

function profileOf({ venue, base, perSecond = 10 }: SessionVenue): VenueProfile {
  const { separator, quote, tick, sizeStep, levels, depth, wireFloor } = SPELLING[venue];
  const instrument: InstrumentProfile = {
    ...MARKETS[base],
    quote, symbol: `${base}${separator}${quote}`, tick, sizeStep, eventsPerSecond: perSecond, deepChanges: 0, levels,
  };
  return { venue, instruments: [instrument], clustering: "steady", wireFloor, depth };
}

function incidentsOf(
  venues: readonly SessionVenue[], faults: readonly PlannedFault[], duration: Duration,
): readonly Incident[] {
  const names = [...new Set(venues.map(({ venue }) => venue))];
  return faults
    .flatMap((fault): Incident[] => {
      if (fault.at >= duration) return [];
      const at = Math.max(1, fault.at);
      const concerned = names.filter((name) => !("venue" in fault) || fault.venue === name);
      switch (fault.kind) {
        case "venue-gap": return concerned.map((venue) => ({ kind: "sequenceGap", venue, at }));
        case "venue-malformed": return concerned.map((venue) => ({ kind: "malformedFrame", venue, at }));
        case "venue-outage":
          return concerned.map((venue) => ({
            kind: "disconnect", venue, at, lasting: Math.min(fault.lasting, duration - at),
          }));
        case "venue-storm": return stormOf(fault, names);
        case "burst": return [{ kind: "burst", at, lasting: fault.lasting, times: fault.times }];
        default: return [];
      }
    })
    .sort((left, right) => left.at - right.at);
}

/** All venues at once, again and again: half of the time they are gone. */
function stormOf(
  { at, lasting, times }: Extract<PlannedFault, { kind: "venue-storm" }>, names: readonly SessionVenue["venue"][],
): Incident[] {
  return Array.from({ length: times }, (_, n) =>
    names.map((venue): Incident => ({
      kind: "disconnect", venue, at: at + Math.floor((lasting * n) / times), lasting: Math.floor(lasting / (2 * times)),
    })),
  ).flat();
}
