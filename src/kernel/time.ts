/**
 * Time in wavetank is an integer number of nanoseconds.
 *
 * An `Instant` counts from the run's epoch (a bigint of Unix nanoseconds in the run's header), so that it stays an
 * exact integer for 2^53 ns = 104 days. An instant before the epoch is negative: venues whose clocks run behind the
 * recorder's produce them.
 */
export type Instant = number;

/** A span of time in integer nanoseconds. */
export type Duration = number;

export const ns = (count: number): Duration => count;
export const us = (count: number): Duration => count * 1_000;
export const ms = (count: number): Duration => count * 1_000_000;
export const sec = (count: number): Duration => count * 1_000_000_000;
export const minutes = (count: number): Duration => sec(count * 60);

/** Stands for "the venue did not say when". Smaller than every real instant. */
export const UNKNOWN_INSTANT: Instant = Number.MIN_SAFE_INTEGER;

/** `1234567` → `1.235 ms`. For people; machines get the integer. */
export function formatDuration(span: Duration): string {
  const size = Math.abs(span);
  if (size < 1_000) return `${span} ns`;
  if (size < 1_000_000) return `${(span / 1_000).toFixed(size < 100_000 ? 1 : 0)} us`;
  if (size < 1_000_000_000) return `${(span / 1_000_000).toFixed(size < 100_000_000 ? 2 : 1)} ms`;
  return `${(span / 1_000_000_000).toFixed(2)} s`;
}

/** `12.430118000` : seconds since the epoch with all nine places, the form used in traces. */
export function formatInstant(at: Instant): string {
  const sign = at < 0 ? "-" : "";
  const size = Math.abs(at);
  const seconds = Math.floor(size / 1_000_000_000);
  return `${sign}${seconds}.${String(size - seconds * 1_000_000_000).padStart(9, "0")}`;
}
