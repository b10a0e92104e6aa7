import { Acl } from "../../acl/acl.ts";
import type { AclLogEntry } from "../../acl/acl-log.ts";
import { atLeast } from "../../server/compat.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { DoubleReply, MapReply, notAnInteger, OK, type Reply } from "../../server/reply.ts";

const DEFAULT_COUNT = 10;

/** ACL LOG [count | RESET]. */
export function aclLog(context: CommandContext, args: readonly Bytes[]): Reply {
  const { log } = context.server.part(Acl);
  if (args[2]?.toLowerCase() === "reset") {
    log.clear();
    return OK;
  }
  const count = args[2] === undefined ? DEFAULT_COUNT : parseInteger(args[2]);
  if (typeof count !== "number") return notAnInteger();
  return log.entries.slice(0, Math.max(0, count)).map((entry) => describe(entry, context));
}

const describe = (entry: AclLogEntry, { nowMs, compat }: CommandContext): Reply =>
  new MapReply([
    "count", entry.count, "reason", entry.reason, "context", entry.context, "object", entry.object, "username",
    entry.username, "age-seconds", new DoubleReply((nowMs - entry.createdAtMs) / 1_000), "client-info",
    entry.clientInfo,
    ...(atLeast(compat, "7.2")
      ? ["entry-id", entry.id, "timestamp-created", entry.createdAtMs, "timestamp-last-updated", entry.updatedAtMs]
      : []),
  ]);
