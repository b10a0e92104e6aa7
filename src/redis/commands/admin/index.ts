import type { CommandSpec } from "../../server/command.ts";
import { acl } from "./acl.ts";
import { config } from "./config.ts";
import { debug } from "./debug.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { monitor } from "./monitor.ts";
import { REPLICATION_COMMANDS } from "./replication-commands.ts";
import { SERVER_COMMANDS } from "./server-commands.ts";
import { slowlog } from "./slowlog.ts";

export const ADMIN_COMMANDS: readonly CommandSpec[] = [
  acl, config, debug, latency, memory, monitor, ...REPLICATION_COMMANDS, ...SERVER_COMMANDS, slowlog,
];
