import { WavetankError } from "../kernel/error.ts";
import { decimalPlaces, MAX_PRECISION, parseDecimal } from "../market/decimal.ts";
import type { Instrument, Venue } from "../market/instrument.ts";
import type { InstrumentRegistry } from "./adapter.ts";
import { malformed } from "./frame-error.ts";

/** No venue lists a quarter as many; a peer that invents symbols must not fill the memory. */
const MAX_INSTRUMENTS = 20_000;

/** Decimal places of prices and sizes. */
export interface Precisions {
  readonly price: number;
  readonly size: number;
}

/** Precisions of a symbol that no list announced. @throws {WavetankError} E_DECIMAL and kin - no decimal numbers. */
export type InferPrecisions = (texts: readonly string[]) => Precisions;

/**
 * The instruments of one venue by symbol. What the venue's instrument list announces is kept until the first frame of
 * the symbol registers it, so that a list of thousands registers only what is traded; the precisions of a registered
 * instrument never change, because events that hold them are already downstream.
 */
export class InstrumentTable {
  readonly #venue: Venue;
  readonly #registry: InstrumentRegistry;
  readonly #known = new Map<string, Instrument>();
  readonly #announced = new Map<string, Precisions>();
  #lastKnown: Instrument | undefined;

  constructor(venue: Venue, registry: InstrumentRegistry) {
    this.#venue = venue;
    this.#registry = registry;
  }

  /** The hot path: an instrument that this venue has already used. */
  known(symbol: string): Instrument | undefined {
    const instrument = this.#known.get(symbol);
    if (instrument !== undefined) this.#lastKnown = instrument;
    return instrument;
  }

  /** What `known` found last: traffic comes in runs of one instrument. */
  get lastKnown(): Instrument | undefined {
    return this.#lastKnown;
  }

  announced(symbol: string): Precisions | undefined {
    return this.#announced.get(symbol);
  }

  /** @throws {WavetankError} E_FRAME - the venue announced more instruments than any venue has. */
  announce(symbol: string, precisions: Precisions): void {
    if (this.#announced.size >= MAX_INSTRUMENTS && !this.#announced.has(symbol)) throw tooMany();
    this.#announced.set(symbol, precisions);
  }

  /**
   * The instrument of a symbol that is seen for the first time: as another source of this venue registered it, else
   * with the announced precisions, else with those that `infer` takes from the flat (price, size, …) texts at hand.
   *
   * @throws {WavetankError} E_INSTRUMENT - `symbol` is not a plain name; E_FRAME - too many; what `infer` throws.
   */
  learn(symbol: string, texts: readonly string[], infer: InferPrecisions): Instrument {
    if (this.#known.size >= MAX_INSTRUMENTS) throw tooMany();
    let instrument = this.#registry.find(this.#venue, symbol);
    if (instrument === undefined) {
      const { price, size } = this.#announced.get(symbol) ?? infer(texts);
      instrument = this.#registry.register(this.#venue, symbol, price, size);
    }
    this.#known.set(symbol, instrument);
    return instrument;
  }
}

/** Decimal places that a step needs: 4 for `0.00010000`, 0 for `10`; undefined if `step` is not a decimal number. */
export function stepPlaces(step: unknown): number | undefined {
  if (typeof step !== "string" || step.length > 40 || !/^\d+(\.\d+)?$/.test(step)) return undefined;
  const places = decimalPlaces(/\./.test(step) ? step.replace(/\.?0+$/, "") : step);
  return places > MAX_PRECISION ? undefined : places;
}

/** A level sums the orders at its price: room for so many of the greatest order. */
export const ORDERS_A_LEVEL = 1_000;

/**
 * As many places from `needed` to `wanted` as leave `count` times the value of `greatest` below 2^53: a thousand of
 * SHIB's greatest order, 46,116,860,414, have room for two. An unknown greatest value does not limit.
 */
export function roomyPlaces(needed: number, wanted: number, greatest: unknown, count: number): number {
  const total = typeof greatest === "string" ? Number(greatest) * count : 0;
  let places = wanted;
  while (places > needed && total * 10 ** places > Number.MAX_SAFE_INTEGER) places--;
  return places;
}

/** Places of a symbol of which nothing is known: no venue here writes more, but for some pairs of Kraken. */
export const EIGHT_PLACES: Precisions = { price: 8, size: 8 };

/** Precisions as they are written; eight places where nothing is written, as in an empty book. */
export const precisionsAsWritten: InferPrecisions = (texts) =>
  texts.length === 0 ? EIGHT_PLACES : { price: placesOf(texts, 0), size: placesOf(texts, 1) };

/**
 * Venues write one symbol with constant places, so the most places seen are the symbol's; but a size such as
 * `98765432101.00000000` has no room for eight zeros below 2^53, and keeps only the places that it needs.
 */
function placesOf(texts: readonly string[], offset: number): number {
  let written = 0;
  let needed = 0;
  for (let i = offset; i < texts.length; i += 2) {
    const text = texts[i] ?? "";
    written = Math.max(written, decimalPlaces(text));
    needed = Math.max(needed, stepPlaces(text) ?? 0);
  }
  const fits = (places: number): boolean => {
    for (let i = offset; i < texts.length; i += 2) parseDecimal(texts[i] ?? "", places);
    return true;
  };
  try {
    if (fits(written)) return written;
  } catch (error) {
    if (!(error instanceof WavetankError) || error.code !== "E_OVERFLOW") throw error;
  }
  fits(needed);
  return needed;
}

const tooMany = (): WavetankError => malformed("one more instrument", `at most ${MAX_INSTRUMENTS} a venue`);
