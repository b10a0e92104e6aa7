import { WavetankError } from "../kernel/error.ts";

/** Nine decimal places are NautilusTrader's limit; venues of this project need up to ten. */
export const MAX_PRECISION = 15;

/**
 * Reads an unsigned decimal number exactly: `parseDecimal("0.3521", 8)` is 35210000.
 *
 * Digits beyond `precision` must be zero. Works on the text alone, never through a float.
 *
 * @returns the value times 10^precision, a safe integer.
 * @throws {WavetankError} E_DECIMAL - `text` is not digits with at most one dot;
 *   E_PRECISION - a non-zero digit beyond `precision`; E_OVERFLOW - the result exceeds 2^53 − 1.
 */
export function parseDecimal(text: string, precision: number): number {
  return parseDecimalIn(text, 0, text.length, precision);
}

/** `parseDecimal(text.slice(from, to), precision)` without making the slice: for hot paths. */
export function parseDecimalIn(text: string, from: number, to: number, precision: number): number {
  let value = 0;
  let index = from;
  for (; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  let places = 0;
  if (index < to) {
    if (text.charCodeAt(index) !== 46 || to - from === 1) throw notDecimal(text.slice(from, to));
    for (index++; index < to; index++) {
      const digit = text.charCodeAt(index) - 48;
      if (digit < 0 || digit > 9) throw notDecimal(text.slice(from, to));
      if (places < precision) {
        value = value * 10 + digit;
        places++;
      } else if (digit !== 0) {
        throw new WavetankError(
          "E_PRECISION", `"${clip(text.slice(from, to))}" has more than ${precision} decimal places`,
        );
      }
    }
  } else if (to === from) {
    throw notDecimal("");
  }
  for (; places < precision; places++) value *= 10;
  if (value > Number.MAX_SAFE_INTEGER) {
    throw new WavetankError(
      "E_OVERFLOW", `"${clip(text.slice(from, to))}" with ${precision} decimal places exceeds 2^53 - 1`,
    );
  }
  return value;
}

/** Decimal places written in `text`, trailing zeros included: 8 for `0.35210000`. */
export function decimalPlaces(text: string): number {
  const dot = text.indexOf(".");
  return dot < 0 ? 0 : text.length - dot - 1;
}

/** The inverse of `parseDecimal`, with exactly `precision` places. */
export function formatDecimal(value: number, precision: number): string {
  const digits = String(value).padStart(precision + 1, "0");
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const notDecimal = (text: string): WavetankError =>
  new WavetankError("E_DECIMAL", `"${clip(text)}" is not an unsigned decimal number`);
