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

/** The Gregorian date `days` after 1970-01-01, with years that begin in March so that the leap day comes last. */
function civilDate(days: number): readonly [year: number, month: number, day: number] {
  const sinceMarch0 = days + 719_468; // days from 0000-03-01 to 1970-01-01
  const era = Math.floor(sinceMarch0 / 146_097); // 400 years
  const dayOfEra = sinceMarch0 - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");
