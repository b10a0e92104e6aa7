import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { blockingRows } from "./blocking-rows.ts";
import { linsert, lrem, lset, ltrim } from "./editing.ts";
import { countedKeyPlaces } from "./integer-arguments.ts";
import { lpos } from "./lpos.ts";
import { blmove, brpoplpush, lmove, rpoplpush } from "./moving.ts";
import { blmpop, blockingPop, lmpop } from "./multi-pop.ts";
import { pop, push, pushIfPresent } from "./push-pop.ts";
import { lindex, llen, lrange } from "./reading.ts";

type Keys = CommandSpec["keys"];

const ONE_KEY: Keys = [1, 1, 1];
const TWO_KEYS: Keys = [1, 2, 1];
const ALL_BUT_LAST: Keys = [1, -2, 1];
const COUNTED: Keys = [0, 0, 0];

const row = (name: string, arity: number, flags: readonly Flag[], keys: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys, categories: ["@list"], run });

const rowOfCounted = (name: string, arity: number, flags: readonly Flag[], at: number, run: Run): CommandSpec =>
  ({ ...row(name, arity, [...flags, "movablekeys"], COUNTED, run), findKeys: countedKeyPlaces(at) });

export const LIST_COMMANDS: readonly CommandSpec[] = [
  row("lpush", -3, ["write", "denyoom", "fast"], ONE_KEY, push("left")),
  row("rpush", -3, ["write", "denyoom", "fast"], ONE_KEY, push("right")),
  row("lpushx", -3, ["write", "denyoom", "fast"], ONE_KEY, pushIfPresent("left")),
  row("rpushx", -3, ["write", "denyoom", "fast"], ONE_KEY, pushIfPresent("right")),
  row("lpop", -2, ["write", "fast"], ONE_KEY, pop("left")),
  row("rpop", -2, ["write", "fast"], ONE_KEY, pop("right")),
  row("llen", 2, ["readonly", "fast"], ONE_KEY, llen),
  row("lrange", 4, ["readonly"], ONE_KEY, lrange),
  row("lindex", 3, ["readonly"], ONE_KEY, lindex),
  row("lset", 4, ["write", "denyoom"], ONE_KEY, lset),
  row("linsert", 5, ["write", "denyoom"], ONE_KEY, linsert),
  row("lrem", 4, ["write"], ONE_KEY, lrem),
  row("ltrim", 4, ["write"], ONE_KEY, ltrim),
  row("lpos", -3, ["readonly"], ONE_KEY, lpos),
  row("lmove", 5, ["write", "denyoom"], TWO_KEYS, lmove),
  row("rpoplpush", 3, ["write", "denyoom"], TWO_KEYS, rpoplpush),
  rowOfCounted("lmpop", -4, ["write"], 1, lmpop),
  ...blockingRows(row("blpop", -3, ["write", "blocking"], ALL_BUT_LAST, blockingPop("left"))),
  ...blockingRows(row("brpop", -3, ["write", "blocking"], ALL_BUT_LAST, blockingPop("right"))),
  ...blockingRows(row("blmove", 6, ["write", "denyoom", "blocking"], TWO_KEYS, blmove)),
  ...blockingRows(row("brpoplpush", 4, ["write", "denyoom", "blocking"], TWO_KEYS, brpoplpush)),
  rowOfCounted("blmpop", -5, ["write", "blocking"], 2, blmpop),
];
