/**
 * Doubles in decimal, as C's printf writes them: rounded from the exact binary value, halves to even. JavaScript's own
 * toFixed and toPrecision round halves up and stop at 100 digits.
 */

interface Rounded {
  readonly digits: string;
  /** The power of ten of the first digit. */
  readonly exponent: number;
}

/** A positive finite double as a fraction of integers. */
function fractionOf(value: number): { readonly numerator: bigint; readonly denominator: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 2047n);
  const mantissa = (bits & 0xf_ffff_ffff_ffffn) | (biased === 0 ? 0n : 1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  return power >= 0
    ? { numerator: mantissa << BigInt(power), denominator: 1n }
    : { numerator: mantissa, denominator: 1n << BigInt(-power) };
}

/** value × 10^shift to the nearest integer, halves to even. */
function scaled(value: number, shift: number): bigint {
  const { numerator, denominator } = fractionOf(value);
  const above = shift >= 0 ? numerator * 10n ** BigInt(shift) : numerator;
  const below = shift >= 0 ? denominator : denominator * 10n ** BigInt(-shift);
  const quotient = above / below;
  const twice = (above % below) * 2n;
  return twice > below || (twice === below && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** So many significant digits of a positive finite number. */
function significant(value: number, count: number): Rounded {
  let exponent = Number(value.toExponential(0).split("e")[1]);
  // The estimate was itself rounded, so it may be one too high.
  if (scaled(value, count - 1 - exponent) < 10n ** BigInt(count - 1)) exponent--;
  let digits = scaled(value, count - 1 - exponent).toString();
  if (digits.length > count) {
    digits = digits.slice(0, count);
    exponent++;
  }
  return { digits, exponent };
}

const unusual = (value: number): string | undefined => {
  // What arithmetic makes of 0/0 on the processors that servers run on has its sign set.
  if (Number.isNaN(value)) return "-nan";
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : undefined;
};

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? "-" : "+"}${`${Math.abs(exponent)}`.padStart(2, "0")}`;

const joined = (whole: string, fraction: string, keepPoint: boolean): string =>
  fraction === "" && !keepPoint ? whole : `${whole}.${fraction}`;

/** `%.<precision>f`. */
export function fixedText(value: number, precision: number, keepPoint = false): string {
  const special = unusual(value);
  if (special !== undefined) return special;
  const digits = scaled(Math.abs(value), precision).toString().padStart(precision + 1, "0");
  const whole = digits.slice(0, digits.length - precision);
  return (isNegative(value) ? "-" : "") + joined(whole, digits.slice(digits.length - precision), keepPoint);
}

/** `%.<precision>e`. */
export function exponentialText(value: number, precision: number, keepPoint = false): string {
  const special = unusual(value);
  if (special !== undefined) return special;
  const { digits, exponent } = value === 0
    ? { digits: "0".repeat(precision + 1), exponent: 0 }
    : significant(Math.abs(value), precision + 1);
  return (
    (isNegative(value) ? "-" : "") + joined(digits.slice(0, 1), digits.slice(1), keepPoint) + exponentText(exponent)
  );
}

/** `%.<precision>g`; trailing zeros stay when asked for, as with `#`. */
export function generalText(value: number, precision: number, keepZeros = false): string {
  const special = unusual(value);
  if (special !== undefined) return special;
  const count = precision === 0 ? 1 : precision;
  const { digits, exponent } = value === 0
    ? { digits: "0".repeat(count), exponent: 0 }
    : shortest(Math.abs(value), count);
  const kept = keepZeros ? digits : digits.replace(/0+$/, "");
  const sign = isNegative(value) ? "-" : "";
  if (exponent < -4 || exponent >= count) {
    return sign + joined(kept.slice(0, 1) || "0", kept.slice(1), keepZeros) + exponentText(exponent);
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${kept}`;
  const whole = digits.slice(0, exponent + 1);
  return sign + joined(whole, kept.slice(exponent + 1), keepZeros);
}

/** The engine's digits where no half can be involved, which is nearly always and much faster. */
function shortest(value: number, count: number): Rounded {
  if (count > 20) return significant(value, count);
  if (/5e/.test(value.toExponential(count))) return significant(value, count);
  const [digits, exponent] = value.toExponential(count - 1).split("e") as [string, string];
  return { digits: digits.replace(".", ""), exponent: Number(exponent) };
}
