import { civilDate } from "../calendar.ts";

const NS_A_SECOND = 1_000_000_000n;
const SECONDS_A_DAY = 86_400n;

/**
 * `2021-10-12T00:28:32.358447000Z`: Unix nanoseconds in ISO 8601 with all nine places. Years 0 to 9999. Computed here
 * because Date counts in milliseconds.
 */
export function formatUtc(unixNs: bigint): string {
  const seconds = floorDivide(unixNs, NS_A_SECOND);
  const days = floorDivide(seconds, SECONDS_A_DAY);
  const [year, month, day] = civilDate(Number(days));
  const second = Number(seconds - days * SECONDS_A_DAY);
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const time = `${pad(Math.floor(second / 3600), 2)}:${pad(Math.floor(second / 60) % 60, 2)}:${pad(second % 60, 2)}`;
  return `${date}T${time}.${pad(Number(unixNs - seconds * NS_A_SECOND), 9)}Z`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");
