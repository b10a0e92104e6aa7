import { decimalPlaces, parseDecimal } from "../../market/decimal.ts";
import type { InstrumentProfile } from "./profile.ts";

/** How an instrument's ticks and steps are written: `ticks * tickUnits` / 10^pricePlaces, and sizes likewise. */
export interface Scale {
  readonly pricePlaces: number;
  readonly tickUnits: number;
  readonly startTick: number;
  readonly sizePlaces: number;
  readonly stepUnits: number;
  readonly typicalSteps: number;
}

export function scaleOf(instrument: InstrumentProfile): Scale {
  const pricePlaces = decimalPlaces(instrument.tick);
  const tickUnits = parseDecimal(instrument.tick, pricePlaces);
  const sizePlaces = decimalPlaces(instrument.sizeStep);
  const stepUnits = parseDecimal(instrument.sizeStep, sizePlaces);
  return {
    pricePlaces,
    tickUnits,
    startTick: parseDecimal(instrument.startPrice, pricePlaces) / tickUnits,
    sizePlaces,
    stepUnits,
    typicalSteps: Math.floor(parseDecimal(instrument.typicalSize, sizePlaces) / stepUnits),
  };
}
