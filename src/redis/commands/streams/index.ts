import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { xdel, xlen, xsetid, xtrim } from "./editing.ts";
import { xgroupHelp, xinfoHelp } from "./help.ts";
import { streamKeyPlaces } from "./read-arguments.ts";
import { xack } from "./xack.ts";
import { xadd } from "./xadd.ts";
import { xautoclaim } from "./xautoclaim.ts";
import { xclaim } from "./xclaim.ts";
import { xgroupCreate, xgroupCreateConsumer, xgroupDelConsumer, xgroupDestroy, xgroupSetId } from "./xgroup.ts";
import { xinfoConsumers, xinfoGroups, xinfoStream } from "./xinfo.ts";
import { xpending } from "./xpending.ts";
import { xrange, xrevrange } from "./xrange.ts";
import { xread } from "./xread.ts";
import { xreadgroup } from "./xreadgroup.ts";

type Keys = CommandSpec["keys"];

const FIRST: Keys = [1, 1, 1];
const SECOND: Keys = [2, 2, 1];
const NONE: Keys = [0, 0, 0];
const CATEGORIES = ["@stream"];

const row = (name: string, arity: number, flags: readonly Flag[], keys: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys, categories: CATEGORIES, run });

const readRow = (name: string, arity: number, flags: readonly Flag[], run: Run): CommandSpec =>
  ({ ...row(name, arity, [...flags, "blocking", "movablekeys"], NONE, run), findKeys: streamKeyPlaces });

const container = (name: string, subcommands: readonly CommandSpec[]): CommandSpec =>
  ({ name, arity: -2, flags: [], keys: NONE, categories: [], subcommands });

export const STREAM_COMMANDS: readonly CommandSpec[] = [
  row("xadd", -5, ["write", "denyoom", "fast"], FIRST, xadd),
  row("xlen", 2, ["readonly", "fast"], FIRST, xlen),
  row("xrange", -4, ["readonly"], FIRST, xrange),
  row("xrevrange", -4, ["readonly"], FIRST, xrevrange),
  readRow("xread", -4, ["readonly"], xread),
  readRow("xreadgroup", -7, ["write"], xreadgroup),
  row("xack", -4, ["write", "fast"], FIRST, xack),
  row("xpending", -3, ["readonly"], FIRST, xpending),
  row("xclaim", -6, ["write", "fast"], FIRST, xclaim),
  row("xautoclaim", -6, ["write", "fast"], FIRST, xautoclaim),
  row("xdel", -3, ["write", "fast"], FIRST, xdel),
  row("xtrim", -4, ["write"], FIRST, xtrim),
  row("xsetid", -3, ["write", "denyoom", "fast"], FIRST, xsetid),
  container("xgroup", [
    row("xgroup|create", -5, ["write", "denyoom"], SECOND, xgroupCreate),
    row("xgroup|setid", -5, ["write"], SECOND, xgroupSetId),
    row("xgroup|destroy", 4, ["write"], SECOND, xgroupDestroy),
    row("xgroup|createconsumer", 5, ["write", "denyoom"], SECOND, xgroupCreateConsumer),
    row("xgroup|delconsumer", 5, ["write"], SECOND, xgroupDelConsumer),
    row("xgroup|help", 2, ["loading", "stale"], NONE, xgroupHelp),
  ]),
  container("xinfo", [
    row("xinfo|stream", -3, ["readonly"], SECOND, xinfoStream),
    row("xinfo|groups", 3, ["readonly"], SECOND, xinfoGroups),
    row("xinfo|consumers", 4, ["readonly"], SECOND, xinfoConsumers),
    row("xinfo|help", 2, ["loading", "stale"], NONE, xinfoHelp),
  ]),
];
