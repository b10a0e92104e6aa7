import { infoText } from "../../info/info.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { parseInteger } from "../../server/numbers.ts";
import { notAnInteger, ReplyError, syntaxError, VerbatimReply } from "../../server/reply.ts";
import { versionOf } from "../../server/version.ts";
import { MODULE_HELP } from "./help-texts.ts";
import { Shutdown } from "./shutdown.ts";

const info: CommandSpec = {
  name: "info", arity: -1, flags: ["loading", "stale"], keys: [0, 0, 0], categories: ["@dangerous"],
  run: ({ server }, args) => new VerbatimReply("txt", infoText(server, args.slice(1))),
};

const time: CommandSpec = {
  name: "time", arity: 1, flags: ["loading", "stale", "fast"], keys: [0, 0, 0], categories: [],
  run: ({ nowUs }) => [String(Math.floor(nowUs / 1_000_000)), String(nowUs % 1_000_000)],
};

/** Draws nothing: the version's line is what tools look at. */
const lolwut: CommandSpec = {
  name: "lolwut", arity: -1, flags: ["readonly", "fast"], keys: [0, 0, 0], categories: [],
  run: ({ compat }, args) => {
    if (args[1]?.toLowerCase() === "version" && args[2] !== undefined && parseInteger(args[2]) === undefined)
      return notAnInteger();
    return new VerbatimReply("txt", `Redis ver. ${versionOf(compat).own}\n`);
  },
};

const MODULE_FLAGS: readonly Flag[] = ["admin", "noscript", "no_async_loading"];

const refuseModule: Run = () =>
  new ReplyError(
    "ERR MODULE command not allowed. If the enable-module-command option is set to " +
      '"local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then ' +
      "restart the server.",
  );

const moduleCommand: CommandSpec = {
  name: "module", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    { name: "module|list", arity: 2, flags: ["admin", "noscript"], keys: [0, 0, 0], categories: [], run: () => [] },
    { name: "module|load", arity: -3, flags: MODULE_FLAGS, keys: [0, 0, 0], categories: [], run: refuseModule },
    { name: "module|loadex", arity: -3, flags: MODULE_FLAGS, keys: [0, 0, 0], categories: [], run: refuseModule },
    { name: "module|unload", arity: 3, flags: MODULE_FLAGS, keys: [0, 0, 0], categories: [], run: refuseModule },
    helpCommand("module", MODULE_HELP, []),
  ],
};

const CLUSTER_ADMIN =
  "addslots:-3 addslotsrange:-4 bumpepoch:2 count-failure-reports:3 delslots:-3 delslotsrange:-4 " +
  "failover:-2 flushslots:2 forget:3 meet:-4 replicas:3 replicate:3 reset:-2 saveconfig:2 set-config-epoch:3 setslot:-4 slaves:3";
const CLUSTER_QUERIES =
  "countkeysinslot:3 getkeysinslot:4 help:2 info:2 keyslot:3 links:2 myid:2 nodes:2 shards:2 slots:2";

const noCluster: Run = () => new ReplyError("ERR This instance has cluster support disabled");

const clusterRows = (names: string, flags: readonly Flag[]): readonly CommandSpec[] => names.split(" ").map((entry) => {
  const [name, arity] = entry.split(":") as [string, string];
  return { name: `cluster|${name}`, arity: Number(arity), flags, keys: [0, 0, 0], categories: [], run: noCluster };
});

const cluster: CommandSpec = {
  name: "cluster", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    ...clusterRows(CLUSTER_ADMIN, ["admin", "stale", "no_async_loading"]), ...clusterRows(CLUSTER_QUERIES, ["stale"]),
    ...clusterRows("myshardid:2", ["loading", "stale"]).map((row) => ({ ...row, since: "7.2" as const })),
  ],
};

/** SHUTDOWN [NOSAVE|SAVE] [NOW] [FORCE] [ABORT]. */
const shutdown: CommandSpec = {
  name: "shutdown", arity: -1, flags: ["admin", "noscript", "loading", "stale", "no_multi", "allow_busy"],
  keys: [0, 0, 0],
  categories: [],
  run: ({ server }, args) => {
    const words = new Set(args.slice(1).map((word: Bytes) => word.toLowerCase()));
    const known = [...words].every((word) => ["nosave", "save", "now", "force", "abort"].includes(word));
    if (!known || (words.has("nosave") && words.has("save")) || (words.has("abort") && words.size > 1))
      return syntaxError();
    if (words.has("abort")) return new ReplyError("ERR No shutdown in progress.");
    return server
      .part(Shutdown)
      .begin(words.has("nosave") ? false : words.has("save") || server.config.text("save") !== "");
  },
};

export const SERVER_COMMANDS: readonly CommandSpec[] = [info, time, lolwut, moduleCommand, cluster, shutdown];
