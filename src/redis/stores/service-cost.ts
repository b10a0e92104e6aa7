import type { Duration } from "../../kernel/time.ts";

/** What commands cost a server's thread: fitted to redis-server 7.0 on loopback (per call, and per entry). */
export const SERVICE_COST = {
  call: 2_000,
  appendEntry: 1_100,
  readEntry: 600,
  acknowledgeEntry: 350,
} as const satisfies Record<string, Duration>;
