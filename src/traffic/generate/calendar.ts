/**
 * `YYYY-MM-DDTHH:MM:SS` in UTC of a count of seconds since 1970, by integer arithmetic: no ambient Date, and the same
 * on every platform.
 */
export function isoSeconds(unixSeconds: number): string {
  const day = Math.floor(unixSeconds / 86_400);
  const second = unixSeconds - day * 86_400;
  const clock = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
  return `${isoDay(day)}T${clock.map(two).join(":")}`;
}

/**
 * Civil date of a day count, in the proleptic Gregorian calendar. Years are counted from 1 March of year 0, so that
 * the leap day is the last of its year and 400 years (146,097 days) repeat exactly.
 */
function isoDay(unixDay: number): string {
  const days = unixDay + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

const two = (count: number): string => String(count).padStart(2, "0");
