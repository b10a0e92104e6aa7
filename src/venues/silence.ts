import { sec, type Duration } from "../kernel/time.ts";

/**
 * How long a connection of a venue may say nothing before it counts as frozen: the venue promises a heartbeat every
 * second, and five missed ones are Kraken's recommended deadline. Binance pings below the level that is recorded and
 * promises no message, so its silence proves nothing.
 */
const LIMITS: Readonly<Record<string, Duration>> = { COINBASE: sec(5), KRAKEN: sec(5) };

/** Undefined for a venue that makes no promise. */
export const silenceLimit = (venue: string): Duration | undefined =>
  Object.hasOwn(LIMITS, venue) ? LIMITS[venue] : undefined;
