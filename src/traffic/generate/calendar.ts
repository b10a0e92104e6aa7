import { civilDate } from "../calendar.ts";

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

function isoDay(unixDay: number): string {
  const [year, month, day] = civilDate(unixDay);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

const two = (count: number): string => String(count).padStart(2, "0");
