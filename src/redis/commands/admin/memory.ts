import { keyOverhead, keySize } from "../../eviction/key-size.ts";
import { Memory, STARTUP_BYTES } from "../../eviction/memory.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Flag, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { parseInteger } from "../../server/numbers.ts";
import { DoubleReply, MapReply, notAnInteger, OK, syntaxError, VerbatimReply, type Reply } from "../../server/reply.ts";
import { streamMemoryUsage } from "../../streams/stream-memory.ts";
import { StreamValue } from "../../streams/stream-value.ts";
import { StreamSettings } from "../streams/stream-settings.ts";
import { MEMORY_HELP } from "./help-texts.ts";

const row = (name: string, arity: number, run: Run, flags: readonly Flag[] = []): CommandSpec =>
  ({ name: `memory|${name}`, arity, flags, keys: name === "usage" ? [2, 2, 1] : [0, 0, 0], categories: [], run });

const SAMPLES = 5;

/** Values keep count of all they hold; only of streams the nodes looked at are as many as asked for. */
function usage({ server, db, compat }: CommandContext, args: readonly Bytes[]): Reply {
  let samples = SAMPLES;
  for (let at = 3; at < args.length; at += 2) {
    if (args[at]?.toLowerCase() !== "samples" || args[at + 1] === undefined) return syntaxError();
    const asked = parseInteger(args[at + 1] as Bytes);
    if (asked === undefined) return notAnInteger();
    if (asked < 0) return syntaxError();
    samples = asked === 0 ? Infinity : Number(asked);
  }
  const key = args[2] as Bytes;
  const value = db.peek(key);
  if (value === undefined) return null;
  if (!(value instanceof StreamValue)) return keySize(key, value);
  return keyOverhead(key) + streamMemoryUsage(value, server.part(StreamSettings).limits, compat, samples);
}

const stats: Run = ({ server, compat }) => {
  const memory = server.part(Memory);
  const { used, peak } = memory;
  const keys = server.databases.reduce((sum, { size }) => sum + size, 0);
  const dataset = used - STARTUP_BYTES;
  const isValkey = compat === "8.0";
  return new MapReply([
    "peak.allocated", peak, "total.allocated", used, "startup.allocated", STARTUP_BYTES, "replication.backlog", 0,
    "clients.slaves", 0, "clients.normal", 0, "cluster.links", 0, "aof.buffer", 0, "lua.caches", 0, "functions.caches",
    200,
    ...(isValkey ? ["overhead.db.hashtable.lut", 0, "overhead.db.hashtable.rehashing", 0] : []),
    "overhead.total", STARTUP_BYTES,
    ...(isValkey ? ["db.dict.rehashing.count", 0] : []),
    "keys.count", keys, "keys.bytes-per-key", keys === 0 ? 0 : Math.floor(dataset / keys), "dataset.bytes", dataset,
    "dataset.percentage", new DoubleReply(dataset === 0 ? 0 : 100), "peak.percentage",
    new DoubleReply((used / peak) * 100), "allocator.allocated", used, "allocator.active", used, "allocator.resident",
    used,
    ...(isValkey ? ["allocator.muzzy", 0] : []),
    "allocator-fragmentation.ratio", new DoubleReply(1), "allocator-fragmentation.bytes", 0, "allocator-rss.ratio",
    new DoubleReply(1), "allocator-rss.bytes", 0, "rss-overhead.ratio", new DoubleReply(1), "rss-overhead.bytes", 0,
    "fragmentation", new DoubleReply(1), "fragmentation.bytes", 0,
  ]);
};

const SMALL = 5 * 1_024 * 1_024;

const doctor: Run = ({ server, compat }) => {
  const empty = server.part(Memory).used < SMALL;
  if (compat === "8.0") {
    return new VerbatimReply(
      "txt",
      empty
        ? "This instance is empty or is using very little memory, my issues detector can't be used in these conditions. Please, " +
            "leave for your mission on Earth and fill it with some data.\n"
        : "I can't find any memory issue in your instance. I can only account for what occurs on this base.\n",
    );
  }
  return new VerbatimReply(
    "txt",
    empty
      ? "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions. " +
          "Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as " +
          "soon as I finished rebooting.\n"
      : "Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs on this base.\n",
  );
};

export const memory: CommandSpec = {
  name: "memory", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("usage", -3, usage, ["readonly"]),
    row("stats", 2, stats),
    row("doctor", 2, doctor),
    row("purge", 2, () => OK),
    row("malloc-stats", 2, () => new VerbatimReply("txt", "Stats not supported for the current allocator")),
    helpCommand("memory", MEMORY_HELP, []),
  ],
};
