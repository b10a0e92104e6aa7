import type { Draw } from "./draw.ts";

/** Few keys, so that commands meet: streams, and some that other types share with them. */
export const STREAMS = ["s", "t", "u", "mixed"];
export const KEYS = ["a", "b", "c", "mixed", "s"];

export const key = (draw: Draw): string => draw.pick(KEYS);
export const keys = (draw: Draw): string[] => draw.some(3, () => key(draw));

/** With their number before them, which is seldom wrong. */
export const counted = (draw: Draw, names: readonly string[]): readonly string[] =>
  [draw.oneIn(60) ? integer(draw) : String(names.length), ...names];

/**
 * Seconds or milliseconds after which no history is being played any more, so far apart that which of two is later does
 * not depend on when they were set.
 */
export const far = (draw: Draw): string => String(100_000_000 + draw.below(1_000_000) * 100_000);

const ODD_NUMBERS = [
  "0", "-1", "-0", "+1", " 1", "1 ", "", "x", "1.5", "01", "9223372036854775807", "9223372036854775808",
  "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "1e3", "0x10", "inf",
  "nan", "4294967296",
];

/** A number mostly in range, seldom an odd one. */
export const integer = (draw: Draw, bound = 12): string =>
  draw.oneIn(40) ? draw.pick(ODD_NUMBERS) : String(draw.below(bound));

export const float = (draw: Draw): string =>
  draw.oneIn(25)
    ? draw.pick([...ODD_NUMBERS, "-inf", "+inf", "1e400", "5e-324", "0.1", "3.0e2"])
    : String((draw.below(400) - 100) / draw.pick([1, 1, 2, 10]));

const VALUES = [
  "", "0", "1", "-1", "12", "127", "128", "4095", "-4097", "65536", "9223372036854775807", "a", "b", "hello", "a b\r\n",
  "\x00\xff", "12.5",
];

/** Short and long, numbers and not, so that every encoding is met. */
export function value(draw: Draw): string {
  if (draw.oneIn(3)) return draw.pick(VALUES);
  const length = draw.oneIn(12) ? 60 + draw.below(700) : draw.below(24);
  return String.fromCharCode(97 + draw.below(26)).repeat(length);
}

export const member = (draw: Draw): string => (draw.oneIn(3) ? value(draw) : draw.pick(["m", "n", "1", "2", "300"]));

const ODD_IDS = [
  "0-0", "0", "x", "", "-", "+", "1-", "-1", "1-2-3", "1-x", "5-*", "*-1", "18446744073709551615-18446744073709551615",
  "18446744073709551615", "18446744073709551616-0", "1-18446744073709551615", "9007199254740993-1",
  "9007199254740992-9007199254740993", "$", ">", "00-01",
];

/** An id that has a good chance to be near others: growing with the draw, or one of few. */
export function id(draw: Draw): string {
  if (draw.oneIn(60)) return draw.pick(ODD_IDS);
  const ms = draw.below(60);
  return draw.oneIn(6) ? String(ms) : `${ms}-${draw.below(4)}`;
}

export const rangeStart = (draw: Draw): string => (draw.oneIn(3) ? "-" : draw.oneIn(6) ? `(${id(draw)}` : id(draw));
export const rangeEnd = (draw: Draw): string => (draw.oneIn(3) ? "+" : draw.oneIn(6) ? `(${id(draw)}` : id(draw));

/** Option words in any case. */
export const word = (draw: Draw, text: string): string => (draw.oneIn(6) ? text.toLowerCase() : text);
