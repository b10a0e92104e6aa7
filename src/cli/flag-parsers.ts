export const text = (input: string): string => input;

export function positiveInteger(input: string): number {
  const value = Number(input.replaceAll("_", ""));
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${input}" is not a positive integer`);
  return value;
}

const MOST_THREADS = 1_024;

export function threadCount(input: string): number {
  const value = positiveInteger(input);
  if (value > MOST_THREADS) throw new Error(`"${input}" is too many threads: expected 1 to ${MOST_THREADS}`);
  return value;
}

export function timeSpan(input: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(input);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? "ms"] ?? 1;
  if (match === null) throw new Error(`"${input}" is no time: expected a number with ms, s, m, h or d, such as 10m`);
  return Number(match[1]) * unit;
}

export function byteCount(input: string): number {
  const match = /^(\d+)([kmg]?)b?$/i.exec(input.replaceAll("_", ""));
  const unit = { "": 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3 }[match?.[2]?.toLowerCase() ?? ""] ?? 1;
  if (match === null) throw new Error(`"${input}" is no size: expected bytes, or a number with k, m or g`);
  return Number(match[1]) * unit;
}

export function portNumber(input: string): number {
  const value = Number(input);
  if (!/^\d+$/.test(input) || value > 65_535) throw new Error(`"${input}" is not a port: expected 0 to 65535`);
  return value;
}
