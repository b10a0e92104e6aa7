import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { OK, ReplyError } from "../../server/reply.ts";
import { ScriptCache } from "../../scripting/script-cache.ts";
import { SCRIPT_HELP } from "./help-texts.ts";

const CATEGORIES = ["@scripting"];

const exists: CommandSpec = {
  name: "script|exists", arity: -3, flags: ["noscript"], keys: [0, 0, 0], categories: CATEGORIES,
  run: ({ server }, args) => {
    const cache = server.part(ScriptCache);
    return args.slice(2).map((digest) => (cache.find(digest) === undefined ? 0 : 1));
  },
};

const load: CommandSpec = {
  name: "script|load", arity: 3, flags: ["noscript", "stale"], keys: [0, 0, 0], categories: CATEGORIES,
  run: ({ server }, args) => server.part(ScriptCache).load(args[2] as Bytes).digest,
};

const show: CommandSpec = {
  name: "script|show", arity: 3, flags: ["noscript"], keys: [0, 0, 0], categories: CATEGORIES, since: "8.0",
  run: ({ server }, args) => {
    const script = server.part(ScriptCache).find(args[2] as Bytes);
    return script === undefined ? new ReplyError("NOSCRIPT No matching script.") : script.source;
  },
};

const isMode = (mode: Bytes | undefined): boolean =>
  mode === undefined || ["sync", "async"].includes(mode.toLowerCase());

const flush: CommandSpec = {
  name: "script|flush", arity: -2, flags: ["noscript"], keys: [0, 0, 0], categories: CATEGORIES,
  run: ({ server }, args) => {
    if (args.length > 3 || !isMode(args[2])) return new ReplyError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
    server.part(ScriptCache).flush();
    return OK;
  },
};

/** Scripts run to their end before anything else is asked, so there is never one to kill. */
const kill: CommandSpec = {
  name: "script|kill", arity: 2, flags: ["noscript", "allow_busy"], keys: [0, 0, 0], categories: CATEGORIES,
  run: () => new ReplyError("NOTBUSY No scripts in execution right now."),
};

/** The debugger of scripts talks to redis-cli alone: asking for it is accepted, and changes nothing. */
const debug: CommandSpec = {
  name: "script|debug", arity: 3, flags: ["noscript"], keys: [0, 0, 0], categories: CATEGORIES,
  run: (_, args) => (["yes", "sync", "no"].includes((args[2] as Bytes).toLowerCase())
    ? OK : new ReplyError("ERR Use SCRIPT DEBUG YES/SYNC/NO")),
};

export const script: CommandSpec = {
  name: "script", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [exists, load, show, flush, kill, debug, helpCommand("script", SCRIPT_HELP, CATEGORIES)],
};
