import { UNKNOWN_INSTANT, type Instant } from "../kernel/time.ts";
import { describe, malformed } from "./frame-error.ts";

const NS_PER_SECOND = 1_000_000_000;
/** Unix milliseconds reach this in the year 5138; microseconds passed it in 1973. */
const FIRST_MICROSECONDS = 100_000_000_000_000;
const CUMULATIVE_DAYS: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/**
 * Turns a venue's times into instants, exactly and without a float or a Date. A time that lies more than 104 days from
 * the run's epoch has no instant (see Instant); it becomes UNKNOWN_INSTANT: old resting orders carry such times.
 */
export class EpochTime {
  readonly #epochSecond: number;
  readonly #epochNanos: number;

  constructor(epochUnixNs: bigint) {
    const nanos = ((epochUnixNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    this.#epochNanos = Number(nanos);
    this.#epochSecond = Number((epochUnixNs - nanos) / 1_000_000_000n);
  }

  /**
   * Unix milliseconds, or microseconds where the venue was asked for them; told apart by size. Absent: unknown.
   *
   * @throws {WavetankError} E_FRAME - not a whole number from 0 to 2^53 − 1.
   */
  fromUnix(value: unknown): Instant {
    if (value === undefined) return UNKNOWN_INSTANT;
    if (typeof value !== "number" || value < 0 || !Number.isSafeInteger(value)) {
      throw malformed(`time is ${describe(value)}`, "Unix milliseconds or microseconds");
    }
    const perSecond = value < FIRST_MICROSECONDS ? 1_000 : 1_000_000;
    const second = Math.floor(value / perSecond);
    return this.#instant(second, (value - second * perSecond) * (NS_PER_SECOND / perSecond));
  }

  /** `1618678142.557535`: Unix seconds with up to nine places. @throws {WavetankError} E_FRAME - anything else. */
  fromSeconds(text: string): Instant {
    const dot = text.indexOf(".");
    const wholeEnd = dot < 0 ? text.length : dot;
    if (wholeEnd === 0 || wholeEnd > 12 || dot === text.length - 1) throw badTime(text);
    const nanos = dot < 0 ? 0 : fraction(text, dot + 1, text.length);
    return this.#instant(digits(text, 0, wholeEnd), nanos);
  }

  /**
   * `2026-08-09T21:05:48.228568804Z`: UTC with up to nine decimal places of the second. Absent: unknown.
   *
   * @throws {WavetankError} E_FRAME - another form, or no such day.
   */
  fromIso(text: unknown): Instant {
    if (text === undefined) return UNKNOWN_INSTANT;
    if (typeof text !== "string") throw badTime(text);
    const end = text.length - 1;
    if (end < 19 || end > 29 || end === 20 || text.charCodeAt(end) !== 90 /* Z */) throw badTime(text);
    if (text[4] !== "-" || text[7] !== "-" || text[10] !== "T") throw badTime(text);
    if (text[13] !== ":" || text[16] !== ":" || (end > 19 && text[19] !== ".")) throw badTime(text);
    const hour = digits(text, 11, 13);
    const minute = digits(text, 14, 16);
    const second = digits(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) throw badTime(text);
    const day = dayNumber(text);
    return this.#instant(((day * 24 + hour) * 60 + minute) * 60 + second, end === 19 ? 0 : fraction(text, 20, end));
  }

  #instant(second: number, nanos: number): Instant {
    const instant = (second - this.#epochSecond) * NS_PER_SECOND + (nanos - this.#epochNanos);
    return Number.isSafeInteger(instant) ? instant : UNKNOWN_INSTANT;
  }
}

/** Days from 1970-01-01 to the date that `text` begins with, in the Gregorian calendar. */
function dayNumber(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = CUMULATIVE_DAYS[month - 1];
  const after = CUMULATIVE_DAYS[month];
  if (before === undefined || after === undefined) throw badTime(text);
  if (day < 1 || day > after - before + (leap && month === 2 ? 1 : 0)) throw badTime(text);
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  return (year - 1970) * 365 + leapDays + before + (leap && month > 2 ? 1 : 0) + day - 1;
}

/** Nanoseconds of a fraction of at most nine digits. */
function fraction(text: string, from: number, to: number): number {
  if (to - from > 9) throw badTime(text);
  let nanos = digits(text, from, to);
  for (let places = to - from; places < 9; places++) nanos *= 10;
  return nanos;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) throw badTime(text);
    value = value * 10 + digit;
  }
  return value;
}

const badTime = (text: unknown): Error =>
  malformed(`time is ${describe(text)}`, "a UTC time of at most nine decimal places");
