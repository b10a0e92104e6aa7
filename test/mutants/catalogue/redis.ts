import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const bug = planting("redis");

/** Bugs that real servers, or the doubles that stand for them, have had. */
export const REDIS: readonly Mutant[] = [
  bug(
    "redis#5433", "entries that were acknowledged are pending again after a failover",
    ["conservation", inWorld("failover")],
    patch(
      "src/redis/stores/stream-operations.ts",
      "if (isPropagating(context)) context.propagate(new AcknowledgedEntries(stream, group, ids));",
      "void AcknowledgedEntries;",
    ),
  ),
  bug(
    "redis#7105", "a group's last delivered id goes back when the server restarts from its log",
    ["conservation", inWorld("failover")],
    patch(
      "src/redis/commands/streams/xreadgroup.ts",
      'if (reader.noAck || atLeast(context.compat, "7.2")) context.propagate(groupPositionForm(key, group));',
      "void groupPositionForm;",
    ),
    patch(
      "src/redis/commands/streams/propagation.ts", '"FORCE", "JUSTID", "LASTID", last,',
      '"FORCE", "JUSTID", "LASTID", last === "" ? last : "0-0",',
    ),
    patch(
      "src/redis/commands/streams/delivered-entry.ts", "force: true, last: id, justIds: true,",
      "force: true, last: undefined, justIds: true,",
    ),
  ),
  bug(
    "dragonfly#2294", "two consumers that wait get the same entry", ["effect-once", inWorld("group")],
    patch(
      "src/redis/streams/group-reading.ts", "  advanceGroup(stream, group, ms, seq);",
      "  if (consumer.activeAt !== -1) advanceGroup(stream, group, ms, seq);",
    ),
  ),
  bug(
    "kvrocks#3596", "XACK counts an id that is not pending, so one that is named twice counts twice",
    ["conservation", inWorld("pipeline")],
    patch(
      "src/redis/streams/consumer-group.ts", "if (this.acknowledge(ms, seq)) acknowledged++;",
      "this.acknowledge(ms, seq);\n      acknowledged++;",
    ),
  ),
  bug(
    "kvrocks#3596b", "XAUTOCLAIM returns an id twice", ["contract", inSuite("redis/streams/stream-value.test.ts")],
    patch(
      "src/redis/streams/claiming.ts", "      claimed.push(ms, seq, entry);",
      "      claimed.push(ms, seq, entry);\n      claimed.push(ms, seq, entry);",
    ),
  ),
  bug(
    "fakeredis#548", "what is acknowledged stays in its consumer's list, which then disagrees with the group's",
    ["pending-ledger", inWorld("pipeline")],
    patch(
      "src/redis/streams/consumer-group.ts", "    delivery.consumer.pending.delete(ms, seq);\n    return true;",
      "    return true;",
    ),
  ),
  bug(
    'NOGROUP at "$"', "a group that has vanished is made again at the end of the stream",
    ["conservation", inWorld("outage")],
    patch(
      "src/bus/group-keeper.ts", "createGroup(stream, group, formatEntryId(after)))",
      'createGroup(stream, group, formatEntryId(after) === "" ? "0" : "$"))',
    ),
  ),
];
