const ZERO = 48;
/**
 * Digits that fit 32 bits: the numbers before and behind the point are summed up as such, in half the time of doubles.
 */
const SHORT_DIGITS = 9;
/** A number of so many digits is exact without another look. */
const EXACT_DIGITS = 15;
const POWERS: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** Whether a number with so many digits before and behind the point can be summed up in these two halves. */
export const isExact = (whole: number, places: number): boolean =>
  whole <= SHORT_DIGITS && places <= SHORT_DIGITS && whole + places <= EXACT_DIGITS && whole + places > 0;

/** The digits of a number as one integer. */
export const joined = (whole: number, part: number, places: number): number =>
  whole * (POWERS[places] as number) + part;

/**
 * `value`, an integer of at most 15 digits with `places` of them behind the point, at `precision`; -1 if it has no
 * room.
 */
export function scaled(value: number, places: number, precision: number): number {
  if (places === precision) return value;
  if (places < precision) {
    const wider = value * (POWERS[precision - places] as number);
    return wider <= Number.MAX_SAFE_INTEGER ? wider : -1;
  }
  const divisor = POWERS[places - precision] as number;
  const narrower = Math.floor(value / divisor);
  // Both factors and the product are exact, so that equality means that only zeros were cut off.
  return narrower * divisor === value ? narrower : -1;
}

/**
 * The number that the eight digits from `at` on make, -1 if one of them is no digit. So many places are what is nearly
 * always written, and eight sums side by side take a third of the time of eight that wait for one another.
 */
export function eightDigits(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - ZERO;
  const b = (bytes[at + 1] as number) - ZERO;
  const c = (bytes[at + 2] as number) - ZERO;
  const d = (bytes[at + 3] as number) - ZERO;
  const e = (bytes[at + 4] as number) - ZERO;
  const f = (bytes[at + 5] as number) - ZERO;
  const g = (bytes[at + 6] as number) - ZERO;
  const h = (bytes[at + 7] as number) - ZERO;
  // The sign bit of a difference tells whether it is out of bounds.
  const signs =
    a | b | c | d | e | f | g | h | (9 - a) | (9 - b) | (9 - c) | (9 - d) | (9 - e) | (9 - f) | (9 - g) | (9 - h);
  return signs < 0 ? -1 : (a * 10 + b) * 1_000_000 + (c * 10 + d) * 10_000 + (e * 10 + f) * 100 + g * 10 + h;
}
