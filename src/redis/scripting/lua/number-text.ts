import type { Bytes } from "../../server/bytes.ts";
import { generalText } from "./decimal.ts";

/** A number as `tostring` writes it: `%.14g`. */
export function textOfNumber(value: number): Bytes {
  if (Number.isInteger(value) && value < 1e14 && value > -1e14) return Object.is(value, -0) ? "-0" : `${value}`;
  return generalText(value, 14);
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/;
const WORD = /^([+-]?)(inf|infinity|nan(?:\([0-9a-zA-Z_]*\))?)$/i;
const BLANKS = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

/** The number that a string reads as, by the rules of C's strtod; undefined when it is none. */
export function numberOfText(text: Bytes): number | undefined {
  const trimmed = text.replace(BLANKS, "");
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  const hexadecimal = HEXADECIMAL.exec(trimmed);
  if (hexadecimal !== null) return numberOfHexadecimal(hexadecimal);
  const word = WORD.exec(trimmed);
  if (word === null) return undefined;
  const magnitude = (word[2] as string).toLowerCase().startsWith("inf") ? Infinity : NaN;
  return word[1] === "-" ? -magnitude : magnitude;
}

function numberOfHexadecimal(match: RegExpExecArray): number | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  if (digits === "") return undefined;
  const magnitude = Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -magnitude : magnitude;
}

/** Digits of a base from 2 to 36, as strtoul reads them; undefined when there are others. */
export function integerOfText(text: Bytes, base: number): number | undefined {
  const trimmed = text.replace(BLANKS, "");
  const negative = trimmed.startsWith("-");
  let digits = negative || trimmed.startsWith("+") ? trimmed.slice(1) : trimmed;
  if (base === 16 && /^0[xX][0-9a-fA-F]/.test(digits)) digits = digits.slice(2);
  if (digits === "") return undefined;
  let value = 0n;
  for (const character of digits) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  if (value > 18_446_744_073_709_551_615n) return 18_446_744_073_709_551_615;
  return Number(BigInt.asUintN(64, negative ? -value : value));
}
