import { atLeast, type Compat } from "./compat.ts";
import { shortDigits } from "./grisu2.ts";

export { addInt64, parseInteger, toIndex, type Int64 } from "./int64.ts";

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?:[pP]([+-]?\d+))?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/**
 * Reads a floating-point number as a server does (scores, timeouts, factors): decimal, C hexadecimal, or infinity, with
 * nothing around it. Undefined for anything else: NaN, what is too large for a double, and what is too small to differ
 * from 0.
 */
export function parseDouble(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value) && (value !== 0 || isZero(text))) return value;
    return undefined;
  }
  if (INFINITE.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return parseHexadecimal(text);
}

/** Whether the digits before the exponent are all zeros. */
const isZero = (text: string): boolean => /^[+-]?[0.]+(?:$|[eE])/.test(text);

/** Beyond this, a power of two leaves a double's range whatever digits stand before it. */
const FARTHEST = 20_000;

function parseHexadecimal(text: string): number | undefined {
  const match = HEXADECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(`0x${whole}${fraction}`);
  if (digits === 0n) return sign === "-" ? -0 : 0;
  const exponent = Math.max(-FARTHEST, Math.min(FARTHEST, Number(power))) - 4 * fraction.length;
  const value = scale(digits, exponent);
  if (value === 0 || value === Infinity) return undefined;
  return sign === "-" ? -value : value;
}

/** `digits` × 2^`exponent`, rounded once, to the nearest double. */
function scale(digits: bigint, exponent: number): number {
  const length = digits.toString(2).length;
  if (length + exponent > 1_024) return Infinity;
  // A double keeps 53 bits, and none below 2^-1074.
  const lowest = Math.max(length + exponent - 53, -1_074);
  const dropped = lowest - exponent;
  if (dropped <= 0) return powerOfTwo(Number(digits), exponent);
  return powerOfTwo(Number(shiftRight(digits, dropped)), lowest);
}

/** Division by 2^bits, rounded to the nearest, ties to even. */
export function shiftRight(value: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const quotient = value >> shift;
  const rest = value - (quotient << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** Exact as long as the result is a double. */
function powerOfTwo(value: number, exponent: number): number {
  let result = value;
  for (let i = 0; i < exponent; i++) result *= 2;
  for (let i = 0; i > exponent; i--) result /= 2;
  return result;
}

/** How a server prints a double (scores): 7.0 with 17 significant digits, later ones with as few as identify it. */
export function formatDouble(value: number, compat: Compat): string {
  if (Number.isSafeInteger(value) && value !== 0 && value < 1e15 && value > -1e15) return String(value);
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  return atLeast(compat, "7.2") ? formatShortest(value) : formatGeneral(value);
}

/** Whole numbers up to here are printed as integers. */
const WHOLE = 4_611_686_018_427_387_904;

function formatShortest(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) <= WHOLE) return BigInt(value).toString();
  const sign = value < 0 ? "-" : "";
  const { digits, power: scale } = shortDigits(Math.abs(value));
  const exponent = scale + digits.length - 1;
  if (scale >= 0 && exponent < digits.length + 7) return sign + digits + "0".repeat(scale);
  if (scale < 0 && (scale > -7 || Math.abs(exponent) < 4)) return sign + point(digits, exponent);
  return sign + scientific(digits, exponent, 1);
}

/** As C's `%.17g`. */
export function formatGeneral(value: number): string {
  const { sign, digits, exponent } = split(seventeen(value));
  const significant = digits.replace(/0+$/, "");
  if (exponent < -4 || exponent >= 17) return sign + scientific(significant, exponent, 2);
  return sign + point(significant, exponent);
}

/** 17 significant digits, the exact value's ties to even where JavaScript takes the larger. */
function seventeen(value: number): string {
  const rounded = value.toExponential(16);
  const exact = value.toExponential(99);
  const [mantissa = "", power] = exact.split("e");
  const from = mantissa.indexOf(".") + 17;
  if (!/^50*$/.test(mantissa.slice(from))) return rounded;
  const lower = mantissa.slice(0, from);
  return Number(lower.at(-1)) % 2 === 0 ? `${lower}e${power}` : rounded;
}

interface Digits {
  readonly sign: string;
  readonly digits: string;
  /** Of the first digit. */
  readonly exponent: number;
}

function split(exponential: string): Digits {
  const [mantissa = "", exponent] = exponential.split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  return { sign, digits: mantissa.replace(/[-.]/g, ""), exponent: Number(exponent) };
}

function point(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, "0");
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function scientific(digits: string, exponent: number, width: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const power = String(Math.abs(exponent)).padStart(width, "0");
  return `${digits.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}
