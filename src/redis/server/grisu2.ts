/**
 * Digits that identify a double, by Florian Loitsch's Grisu2 ("Printing Floating-Point Numbers Quickly and Accurately
 * with Integers", 2010). Servers from 7.2 on print scores with it. It is not JavaScript's way: in about one of 200
 * doubles it gives other digits or one more, so its 64-bit arithmetic is repeated here exactly.
 */
export interface ShortDigits {
  readonly digits: string;
  /** Decimal exponent of the last digit. */
  readonly power: number;
}

interface Scaled {
  readonly significand: bigint;
  readonly exponent: number;
}

const HIDDEN_BIT = 1n << 52n;
const ONE = 1n << 64n;

/** For a finite number above 0. */
export function shortDigits(value: number): ShortDigits {
  const exact = decompose(value);
  const upper = normalized({ significand: (exact.significand << 1n) + 1n, exponent: exact.exponent - 1 });
  const below = exact.significand === HIDDEN_BIT ? 2 : 1;
  const lower = {
    significand: ((exact.significand << BigInt(below)) - 1n) << BigInt(exact.exponent - below - upper.exponent),
    exponent: upper.exponent,
  };
  const { cached, power } = cachedPower(upper.exponent);
  const high = product(upper, cached) - 1n;
  const low = product(lower, cached) + 1n;
  const middle = product(normalized(exact), cached);
  return generate(high, high - low, high - middle, BigInt(-(upper.exponent + cached.exponent + 64)), -power);
}

function decompose(value: number): Scaled {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & (HIDDEN_BIT - 1n);
  const biased = Number(bits >> 52n);
  return biased === 0
    ? { significand: fraction, exponent: -1_074 }
    : { significand: fraction | HIDDEN_BIT, exponent: biased - 1_075 };
}

function normalized({ significand, exponent }: Scaled): Scaled {
  const shift = 64 - significand.toString(2).length;
  return { significand: significand << BigInt(shift), exponent: exponent - shift };
}

/** The upper 64 bits of the product, rounded. */
const product = (left: Scaled, right: Scaled): bigint => (left.significand * right.significand + (1n << 63n)) >> 64n;

const FIRST_POWER = -348;
const STEP = 8;
const LOWEST = -60;
const HIGHEST = -32;

const LOG10_OF_2 = 0.301_029_995_663_981_14;
const POWERS = 87;

const powers = new Map<number, Scaled>();

/** The power of ten that brings a number of that exponent to where its whole part fits 32 bits. */
function cachedPower(exponent: number): { readonly cached: Scaled; readonly power: number } {
  const estimate = Math.trunc(-(exponent + POWERS) * LOG10_OF_2);
  let index = Math.trunc((estimate - FIRST_POWER) / STEP);
  for (;;) {
    const power = FIRST_POWER + index * STEP;
    const cached = powerOfTen(power);
    const reached = exponent + cached.exponent + 64;
    if (reached >= LOWEST && reached <= HIGHEST) return { cached, power };
    index += reached < LOWEST ? 1 : -1;
  }
}

function powerOfTen(power: number): Scaled {
  let cached = powers.get(power);
  if (cached === undefined) powers.set(power, (cached = computePower(power)));
  return cached;
}

function computePower(power: number): Scaled {
  const magnitude = 10n ** BigInt(Math.abs(power));
  const length = magnitude.toString(2).length;
  // One bit more than is kept, to round from.
  const shift = power >= 0 ? 65 - length : 64 + length;
  const numerator = power >= 0 ? magnitude : 1n;
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator >> BigInt(-shift);
  const quotient = power >= 0 ? scaled : scaled / magnitude;
  const excess = quotient.toString(2).length - 64;
  const rounded = (quotient + (1n << BigInt(excess - 1))) >> BigInt(excess);
  return rounded === ONE
    ? { significand: ONE >> 1n, exponent: excess - shift + 1 }
    : { significand: rounded, exponent: excess - shift };
}

/** Digits of `high` (with `fraction` bits after the point) until what is left out is less than `delta`. */
function generate(high: bigint, delta: bigint, distance: bigint, fraction: bigint, power: number): ShortDigits {
  const one = 1n << fraction;
  const whole = (high >> fraction).toString();
  let digits = "";
  let left = high;
  let unit = 10n ** BigInt(whole.length - 1);
  for (let i = 0; i < whole.length; i++, unit /= 10n) {
    digits += whole.charAt(i);
    left -= BigInt(whole.charCodeAt(i) - 48) * (unit << fraction);
    if (left <= delta) return closer(digits, power + whole.length - 1 - i, delta, left, unit << fraction, distance);
  }
  let [slack, away, exponent] = [delta, distance, power];
  for (;;) {
    left *= 10n;
    slack *= 10n;
    away *= 10n;
    exponent--;
    const digit = left >> fraction;
    digits += digit.toString();
    left &= one - 1n;
    if (left < slack) return closer(digits, exponent, slack, left, one, away);
  }
}

/** Lowers the last digit as long as that comes nearer to the number itself. */
function closer(
  digits: string, power: number, delta: bigint, left: bigint, unit: bigint, distance: bigint,
): ShortDigits {
  let last = digits.charCodeAt(digits.length - 1) - 48;
  let rest = left;
  while (
    rest < distance &&
    delta - rest >= unit &&
    (rest + unit < distance || distance - rest > rest + unit - distance)
  ) {
    last--;
    rest += unit;
  }
  return { digits: digits.slice(0, -1) + String(last), power };
}
