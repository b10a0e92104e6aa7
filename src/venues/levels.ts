import { parseDecimal } from "../market/decimal.ts";
import type { Instrument } from "../market/instrument.ts";
import { describe, malformed } from "./frame-error.ts";
import { arrayAt } from "./frame-json.ts";

/**
 * Appends `[["price","size",…],…]` to `texts`, flat.
 *
 * @throws {WavetankError} E_FRAME - another shape.
 */
export function appendPairs(texts: string[], side: unknown, name: string): void {
  const pairs = arrayAt(side, name);
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    if (!Array.isArray(pair)) throw malformed(`an entry of ${name} is ${describe(pair)}`, "an array");
    const price: unknown = pair[0];
    const size: unknown = pair[1];
    if (typeof price !== "string" || typeof size !== "string") {
      throw malformed(`an entry of ${name} has ${describe(price)} and ${describe(size)}`, "a price and a size as text");
    }
    texts.push(price, size);
  }
}

/** Flat (price, size, …) texts as integers. @throws {WavetankError} E_DECIMAL, E_PRECISION, E_OVERFLOW. */
export function levelsOf(texts: readonly string[], instrument: Instrument): number[] {
  const { pricePrecision, sizePrecision } = instrument;
  const levels: number[] = [];
  for (let i = 0; i + 1 < texts.length; i += 2) {
    levels.push(parseDecimal(texts[i] as string, pricePrecision), parseDecimal(texts[i + 1] as string, sizePrecision));
  }
  return levels;
}

/**
 * Drops the levels of size 0 from a snapshot, in the numbers and the texts alike: an empty level says what its absence
 * says, and a snapshot has none.
 */
export function withoutEmptyLevels(levels: number[], texts: string[]): void {
  let kept = 0;
  for (let i = 0; i < levels.length; i += 2) {
    if (levels[i + 1] === 0) continue;
    if (kept !== i) {
      levels[kept] = levels[i] as number;
      levels[kept + 1] = levels[i + 1] as number;
      texts[kept] = texts[i] as string;
      texts[kept + 1] = texts[i + 1] as string;
    }
    kept += 2;
  }
  levels.length = kept;
  texts.length = kept;
}
