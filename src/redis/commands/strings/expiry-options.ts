import type { Bytes } from "../../server/bytes.ts";
import { MAX_INT64, parseInteger } from "../../server/int64.ts";
import { notAnInteger, ReplyError } from "../../server/reply.ts";

/** How a time to live is given: seconds or milliseconds, from now or since 1970. */
export interface ExpiryUnit {
  readonly msEach: 1 | 1_000;
  readonly absolute: boolean;
}

/** The options of SET and GETEX by name. */
export const EXPIRY_UNITS: ReadonlyMap<string, ExpiryUnit> = new Map([
  ["ex", { msEach: 1_000, absolute: false }],
  ["px", { msEach: 1, absolute: false }],
  ["exat", { msEach: 1_000, absolute: true }],
  ["pxat", { msEach: 1, absolute: true }],
]);

/** Unix ms of the expiry. Throws what a server answers when that is no time after 0. */
export function positiveExpiry(text: Bytes, unit: ExpiryUnit, nowMs: number, command: string): number {
  const value = parseInteger(text);
  if (value === undefined) throw notAnInteger();
  const ms = BigInt(value) * BigInt(unit.msEach) + (unit.absolute ? 0n : BigInt(nowMs));
  if (value <= 0 || ms > MAX_INT64) throw invalidExpiry(command);
  return Number(ms);
}

export const invalidExpiry = (command: string): ReplyError =>
  new ReplyError(`ERR invalid expire time in '${command}' command`);
