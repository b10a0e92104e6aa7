import { WavetankError } from "../../kernel/error.ts";
import { decimalPlaces, parseDecimal } from "../../market/decimal.ts";
import { FEWEST_LEVELS, LADDER_RUNGS } from "./ladder-book.ts";
import type { Incident, InstrumentProfile, TrafficProfile, VenueProfile } from "./profile.ts";

const MOST_PLACES: Readonly<Record<VenueProfile["venue"], number>> = { BINANCE: 8, COINBASE: 9, KRAKEN: 9 };
/** The least subscribed depth at which a side of the book can stay thick enough. */
const LEAST_KRAKEN_DEPTH = 25;
/** What a safe integer holds in any case. */
const MOST_DIGITS = 15;
const MOST_LEVELS = 1_000;
const MOST_EVENTS_PER_SECOND = 100_000;

/**
 * Rejects a profile that cannot be generated, before anything is.
 *
 * @throws {WavetankError} E_PROFILE - says which part, and what was expected.
 */
export function checkProfile(profile: TrafficProfile): void {
  const check = new ProfileCheck(profile.name);
  check.that(profile.venues.length > 0, "venues", "at least one");
  check.unique(profile.venues.map((venue) => venue.venue), "venues");
  check.integer(profile.duration, "duration", 1, Number.MAX_SAFE_INTEGER);
  if (profile.messages !== undefined) check.integer(profile.messages, "messages", 0, Number.MAX_SAFE_INTEGER);
  check.that(profile.epochUnixNs >= 0n, "epochUnixNs", "0 or more");
  for (const venue of profile.venues) checkVenue(check, venue);
  checkIncidents(check, profile);
}

class ProfileCheck {
  readonly #profile: string;

  constructor(profile: string) {
    this.#profile = profile;
  }

  that(holds: boolean, part: string, expected: string): void {
    if (holds) return;
    const message = `traffic profile ${this.#profile}: ${part} is not valid`;
    throw new WavetankError("E_PROFILE", message, { where: part, expected });
  }

  integer(value: number, part: string, from: number, to: number): void {
    this.that(Number.isSafeInteger(value) && value >= from && value <= to, part, `an integer from ${from} to ${to}`);
  }

  unique(names: readonly string[], part: string): void {
    this.that(new Set(names).size === names.length, part, "no name twice");
  }

  /** Positive decimal text, as an integer at its own or the given number of places. */
  decimal(text: string, part: string, places: number): number {
    const isDecimal = /^\d{1,15}(\.\d+)?$/.test(text) && decimalPlaces(text) <= places;
    this.that(isDecimal, part, `decimal text of at most ${places} places`);
    this.that(text.length - decimalPlaces(text) + places <= MOST_DIGITS, part, `at most ${MOST_DIGITS} digits`);
    const value = parseDecimal(text, places);
    this.that(value > 0, part, "more than 0");
    return value;
  }
}

function checkVenue(check: ProfileCheck, venue: VenueProfile): void {
  const where = venue.venue;
  check.that(venue.instruments.length > 0, `${where} instruments`, "at least one");
  check.unique(venue.instruments.map((instrument) => instrument.symbol), `${where} symbols`);
  check.integer(venue.wireFloor, `${where} wireFloor`, 0, 60_000_000_000);
  check.integer(venue.depth, `${where} depth`, where === "KRAKEN" ? LEAST_KRAKEN_DEPTH : 0, 5_000);
  for (const instrument of venue.instruments) checkInstrument(check, venue, instrument);
}

function checkInstrument(check: ProfileCheck, venue: VenueProfile, instrument: InstrumentProfile): void {
  const where = `${venue.venue} ${instrument.symbol}`;
  const symbol = /^[A-Z0-9]{2,12}([-/][A-Z0-9]{2,12})?$/;
  check.that(symbol.test(instrument.symbol), `${where} symbol`, "capitals and digits");
  for (const asset of [instrument.base, instrument.quote]) {
    check.that(/^[A-Z0-9]{1,12}$/.test(asset), `${where} base and quote`, "capitals and digits");
  }
  const most = MOST_PLACES[venue.venue];
  check.decimal(instrument.tick, `${where} tick`, most);
  const pricePlaces = decimalPlaces(instrument.tick);
  const tick = parseDecimal(instrument.tick, pricePlaces);
  const start = check.decimal(instrument.startPrice, `${where} startPrice`, pricePlaces);
  check.that(start % tick === 0, `${where} startPrice`, "a multiple of the tick");
  check.integer(start / tick, `${where} startPrice in ticks`, LADDER_RUNGS, 100_000_000);
  check.decimal(instrument.sizeStep, `${where} sizeStep`, most);
  const sizePlaces = decimalPlaces(instrument.sizeStep);
  const step = parseDecimal(instrument.sizeStep, sizePlaces);
  const typical = check.decimal(instrument.typicalSize, `${where} typicalSize`, sizePlaces);
  check.integer(Math.floor(typical / step), `${where} typicalSize in steps`, 2, 1_000_000_000);
  const rate = instrument.eventsPerSecond;
  const rateIsSane = rate > 0 && rate <= MOST_EVENTS_PER_SECOND;
  check.that(rateIsSane, `${where} eventsPerSecond`, `more than 0, up to ${MOST_EVENTS_PER_SECOND}`);
  check.integer(instrument.deepChanges, `${where} deepChanges`, 0, 100);
  const mostLevels = venue.venue === "KRAKEN" ? venue.depth : MOST_LEVELS;
  check.integer(instrument.levels, `${where} levels`, FEWEST_LEVELS, mostLevels);
}

function checkIncidents(check: ProfileCheck, profile: TrafficProfile): void {
  const venues = new Set<string>(profile.venues.map((venue) => venue.venue));
  profile.incidents.forEach((incident, index) => {
    const where = `incident ${index} (${incident.kind})`;
    check.integer(incident.at, `${where} at`, 0, profile.duration - 1);
    if ("lasting" in incident) check.integer(incident.lasting, `${where} lasting`, 1, Number.MAX_SAFE_INTEGER);
    if (incident.kind === "burst") check.integer(incident.times, `${where} times`, 1, 1_000);
    else check.that(venues.has(incident.venue), `${where} venue`, `one of ${[...venues].join(", ")}`);
  });
  checkSpans(check, profile.incidents.filter((incident) => incident.kind === "burst"), "bursts");
  for (const venue of venues) {
    const cuts = profile.incidents.filter((incident) => incident.kind === "disconnect" && incident.venue === venue);
    checkSpans(check, cuts, `${venue} disconnects`);
  }
}

function checkSpans(check: ProfileCheck, incidents: readonly Incident[], part: string): void {
  let end = 0;
  for (const incident of incidents) {
    check.that(incident.at >= end, part, "in order of time, not overlapping");
    end = incident.at + ("lasting" in incident ? incident.lasting : 0);
  }
}
