import { shiftRight } from "./numbers.ts";

/**
 * A C long double of x86: a signed 64-bit significand times a power of two, or an infinity. Servers add with it in
 * INCRBYFLOAT and HINCRBYFLOAT, and what they print shows its rounding.
 */
export interface LongDouble {
  /** Signed; below 2^64 in magnitude. */
  readonly significand: bigint;
  readonly exponent: number;
  /** Set on an infinity. */
  readonly infinite?: 1 | -1;
}

const BITS = 64;
const LOWEST_EXPONENT = -16_445;
const HIGHEST_EXPONENT = 16_384 - BITS;
/** A server reads no number that is longer. */
const LONGEST_TEXT = 5_119;

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?:[pP]([+-]?\d+))?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * Undefined for what is not a number, NaN, too large, or too small to differ from 0. A leading or trailing space is no
 * part of a number.
 */
export function parseLongDouble(text: string): LongDouble | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return { significand: 0n, exponent: 0, infinite: infinite[1] === "-" ? -1 : 1 };
  const match = DECIMAL.exec(text) ?? HEXADECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const isHexadecimal = /x/i.test(text);
  const digits = BigInt((isHexadecimal ? "0x" : "") + whole + fraction);
  if (digits === 0n) return ZERO;
  const value = isHexadecimal
    ? rounded(digits, Number(power) - 4 * fraction.length, false)
    : fromDecimal(digits, Number(power) - fraction.length);
  if (value.infinite !== undefined || value.significand === 0n) return undefined;
  return sign === "-" ? { ...value, significand: -value.significand } : value;
}

const ZERO: LongDouble = { significand: 0n, exponent: 0 };

/** Powers of ten beyond which any of the digits that fit a text is an overflow or an underflow. */
const FARTHEST_POWER = 11_000;

function fromDecimal(digits: bigint, power: number): LongDouble {
  if (power > FARTHEST_POWER) return { significand: 0n, exponent: 0, infinite: 1 };
  if (power < -FARTHEST_POWER) return ZERO;
  if (power >= 0) return rounded(digits * 10n ** BigInt(power), 0, false);
  const divisor = 10n ** BigInt(-power);
  // Enough quotient bits to round from; what remains only matters as "more than nothing".
  const shift = Math.max(0, BITS + 2 + bitLength(divisor) - bitLength(digits));
  const numerator = digits << BigInt(shift);
  const quotient = numerator / divisor;
  return rounded(quotient, -shift, quotient * divisor !== numerator);
}

const bitLength = (value: bigint): number => {
  const hex = value.toString(16);
  return hex.length * 4 - Math.clz32(parseInt(hex.charAt(0), 16)) + 28;
};

/** `value` × 2^`exponent` (and a little more, if so), to the nearest long double, ties to even. */
function rounded(value: bigint, exponent: number, more: boolean): LongDouble {
  if (value === 0n) return ZERO;
  const magnitude = value < 0n ? -value : value;
  const excess = Math.max(bitLength(magnitude) - BITS, LOWEST_EXPONENT - exponent);
  let significand = magnitude;
  let scale = exponent;
  if (excess > 0) {
    // A last bit of its own stands for everything that is not there.
    significand = shiftRight((magnitude << 1n) | (more ? 1n : 0n), excess + 1);
    scale += excess;
  }
  if (bitLength(significand) + scale > HIGHEST_EXPONENT + BITS)
    return { significand: 0n, exponent: 0, infinite: value < 0n ? -1 : 1 };
  return { significand: value < 0n ? -significand : significand, exponent: scale };
}

/** The sum; undefined when it is an infinity or not a number. */
export function addLongDoubles(left: LongDouble, right: LongDouble): LongDouble | undefined {
  if (left.infinite !== undefined || right.infinite !== undefined) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const sum =
    (left.significand << BigInt(left.exponent - exponent)) + (right.significand << BigInt(right.exponent - exponent));
  const result = rounded(sum, exponent, false);
  return result.infinite === undefined ? result : undefined;
}

const FRACTION_DIGITS = 17;

/** 17 digits after the point, then without the zeros at the end: what a server stores and answers. */
export function formatLongDouble({ significand, exponent }: LongDouble): string {
  const magnitude = (significand < 0n ? -significand : significand) * 10n ** BigInt(FRACTION_DIGITS);
  const scaled = exponent >= 0 ? magnitude << BigInt(exponent) : shiftRight(magnitude, -exponent);
  const digits = scaled.toString().padStart(FRACTION_DIGITS + 1, "0");
  const whole = digits.slice(0, -FRACTION_DIGITS);
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, "");
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return significand < 0n && scaled !== 0n ? `-${text}` : text;
}
