import { Condition } from "../../admission/condition.ts";
import { Persistence } from "../../persistence/persistence.ts";
import { Replication } from "../../replication/replication.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { notAnInteger, noSuchKey, OK, ReplyError, Status, type Reply } from "../../server/reply.ts";
import { helpLines } from "../../server/help.ts";
import { debugProtocol } from "./debug-protocol.ts";
import { DEBUG_HELP } from "./help-texts.ts";
import { parseMemory } from "./parameter-kinds.ts";

type Subcommand = (context: CommandContext, args: readonly Bytes[]) => Reply | undefined;

const LONGEST_PACKED = 4_294_967_296n;

/** As C reads it: what is no number is 0. */
const secondsOf = (text: Bytes): number => Number(/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(text)?.[0] ?? 0);

/** The server does nothing else for so long: see Condition.busyUntilUs. */
const sleep: Subcommand = ({ server, nowUs }, args) => {
  server.part(Condition).spend(nowUs, Math.max(0, Math.floor(secondsOf(args[2] as Bytes) * 1_000_000)));
  return OK;
};

const object: Subcommand = ({ db, nowMs }, args) => {
  const value = db.peek(args[2] as Bytes);
  if (value === undefined) return noSuchKey();
  const at = value.accessedAt ?? 0;
  return new Status(`Value at:0x7f0000000000 refcount:1 encoding:${value.encoding} serializedlength:${value.bytes} ` +
    `lru:${at % (1 << 24)} lru_seconds_idle:${Math.max(0, Math.floor(nowMs / 1_000) - at)}`);
};

const populate: Subcommand = (context, args) => {
  const count = parseInteger(args[2] as Bytes);
  const size = args[4] === undefined ? 0 : parseInteger(args[4]);
  if (typeof count !== "number" || typeof size !== "number") return notAnInteger();
  for (let index = 0; index < count; index++) {
    const key = `${args[3] ?? "key"}:${index}`;
    if (context.db.peek(key) !== undefined) continue;
    const value = `value:${index}`;
    context.call(["SET", key, size > 0 ? value.slice(0, size).padEnd(size, "\0") : value]);
  }
  context.propagate();
  return OK;
};

const reload: Subcommand = ({ server }, args) => {
  const words = args.slice(2).map((word) => word.toLowerCase());
  if (!words.every((word) => ["merge", "noflush", "nosave"].includes(word))) {
    return new ReplyError("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
  }
  server.part(Persistence).reload({ save: !words.includes("nosave"), flush: !words.includes("noflush") });
  return OK;
};

const packedThreshold: Subcommand = (_context, args) => {
  const bytes = parseMemory(args[2] as Bytes);
  return bytes === undefined || bytes > LONGEST_PACKED
    ? new ReplyError("ERR argument must be a memory value bigger than 1 and smaller than 4gb") : OK;
};

const accepted: Subcommand = () => OK;

/**
 * By name: least and most arguments, and what it does. Switches of what a model has not are accepted and do nothing.
 */
const SUBCOMMANDS: Readonly<Record<string, readonly [least: number, most: number, run: Subcommand]>> = {
  help: [2, 2, ({ compat }) => helpLines("debug", DEBUG_HELP, compat).map((line) => new Status(line))],
  sleep: [3, 3, sleep],
  object: [3, 4, object],
  populate: [3, 5, populate],
  reload: [2, Infinity, reload],
  protocol: [3, 3, debugProtocol],
  loadaof: [2, 2, ({ server }) => (server.part(Persistence).reloadLog(), OK)],
  error: [3, 3, (_context, args) => new ReplyError((args[2] as Bytes).replace(/[\r\n]/g, " "))],
  log: [3, 3, accepted],
  leak: [3, 3, accepted],
  replicate: [3, Infinity, accepted],
  "change-repl-id": [2, 2, ({ server }) => (server.part(Replication).changeId(), OK)],
  "set-active-expire": [3, 3, accepted],
  "set-skip-checksum-validation": [3, 3, accepted],
  "pause-cron": [3, 3, accepted],
  "aof-flush-sleep": [3, 3, accepted],
  "quicklist-packed-threshold": [3, 3, packedThreshold],
  replybuffer: [4, 4, accepted],
  "stringmatch-test": [2, 2, accepted],
  structsize: [2, 2, () => ("bits:64 robj:16 dictentry:24 sdshdr5:1 sdshdr8:3 sdshdr16:5 sdshdr32:9 sdshdr64:17 ")],
};

export const debug: CommandSpec = {
  name: "debug", arity: -2, flags: ["admin", "noscript", "loading", "stale"], keys: [0, 0, 0], categories: [],
  run: (context, args) => {
    if (context.server.config.text("enable-debug-command") === "no") {
      return new ReplyError(
        'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it ' +
          "from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.",
      );
    }
    const name = args[1] as Bytes;
    const [least, most, run] = SUBCOMMANDS[name.toLowerCase()] ?? [Infinity, 0, accepted];
    const reply = args.length < least || args.length > most ? undefined : run(context, args);
    if (reply !== undefined) return reply;
    return new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${name}'. Try DEBUG HELP.`);
  },
};
