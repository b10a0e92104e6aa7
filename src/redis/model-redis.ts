import { Acl } from "./acl/acl.ts";
import { Admission } from "./admission/admission.ts";
import { COMMANDS } from "./commands/index.ts";
import { PARAMETERS } from "./commands/admin/parameters.ts";
import { SlowLog } from "./info/slow-log.ts";
import { Statistics } from "./info/statistics.ts";
import { Persistence } from "./persistence/persistence.ts";
import { Channels } from "./pubsub/channels.ts";
import { Notifications } from "./pubsub/notifications.ts";
import type { Compat } from "./server/compat.ts";
import type { ServerState } from "./server/command.ts";
import { RedisServer } from "./server/server.ts";
import { Watches } from "./transactions/watches.ts";

export interface ModelRedisOptions {
  readonly compat: Compat;
  /** Whole numbers below 2^32, from the run's seed. */
  readonly random: () => number;
  /** Unix µs. */
  readonly startedAtUs: number;
}

/** Parts that add listeners or gates, so they must exist from the start. */
const PARTS: readonly (new (server: ServerState) => unknown)[] = [
  Acl, Admission, Persistence, Statistics, SlowLog, Watches, Channels, Notifications,
];

/** A server with every command that the model knows. */
export const modelRedis = (options: ModelRedisOptions): RedisServer =>
  new RedisServer({ ...options, commands: COMMANDS, parameters: PARAMETERS, parts: PARTS });
