const NS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400n;
const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;
const DAYS_PER_ERA = 146_097n;

/** Nanoseconds from 1970 as `YYYY-MM-DDThh:mm:ss.nnnnnnnnnZ`. */
export function formatIso(unixNs: bigint): string {
  const seconds = floorDivide(unixNs, NS_PER_SECOND);
  const days = floorDivide(seconds, SECONDS_PER_DAY);
  const ofDay = Number(seconds - days * SECONDS_PER_DAY);
  const [year, month, day] = civil(days);
  const time = [Math.floor(ofDay / 3_600), Math.floor(ofDay / 60) % 60, ofDay % 60]
    .map((part) => padded(part, 2))
    .join(":");
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time}.${padded(unixNs - seconds * NS_PER_SECOND, 9)}Z`;
}

/** Undefined for what is not a moment of UTC to the nanosecond. */
export function parseIso(text: string): bigint | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysFrom(year, month, day);
  const [, , sameDay] = civil(days);
  if (sameDay !== day) return undefined;
  const ofDay = BigInt(hour * 3_600 + minute * 60 + second);
  return (days * SECONDS_PER_DAY + ofDay) * NS_PER_SECOND + BigInt((match[7] ?? "").padEnd(9, "0"));
}

/** Days from 1970 of a date of the Gregorian calendar; its eras of 400 years begin with March of the year 0. */
function daysFrom(year: number, month: number, day: number): bigint {
  const marchYear = BigInt(month > 2 ? year : year - 1);
  const era = floorDivide(marchYear, 400n);
  const ofEra = marchYear - era * 400n;
  const ofYear = BigInt(Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1);
  return era * DAYS_PER_ERA + ofEra * 365n + ofEra / 4n - ofEra / 100n + ofYear - 719_468n;
}

function civil(days: bigint): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468n;
  const era = floorDivide(shifted, DAYS_PER_ERA);
  const ofEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = (ofEra - ofEra / 1_460n + ofEra / 36_524n - ofEra / 146_096n) / 365n;
  const ofYear = Number(ofEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return [Number(era * 400n + yearOfEra) + (month <= 2 ? 1 : 0), month, day];
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const padded = (value: number | bigint, width: number): string => String(value).padStart(width, "0");
