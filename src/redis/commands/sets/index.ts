import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { countedKeyPlaces } from "../lists/integer-arguments.ts";
import { sdiff, sdiffstore, sinter, sintercard, sinterstore, sunion, sunionstore } from "./algebra.ts";
import { sadd, scard, sismember, smembers, smismember, smove, srem } from "./members.ts";
import { spop, srandmember } from "./random-members.ts";
import { sscan } from "./sscan.ts";

type Keys = CommandSpec["keys"];

const ONE_KEY: Keys = [1, 1, 1];
const ALL_KEYS: Keys = [1, -1, 1];

const row = (name: string, arity: number, flags: readonly Flag[], keys: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys, categories: ["@set"], run });

export const SET_COMMANDS: readonly CommandSpec[] = [
  row("sadd", -3, ["write", "denyoom", "fast"], ONE_KEY, sadd),
  row("srem", -3, ["write", "fast"], ONE_KEY, srem),
  row("scard", 2, ["readonly", "fast"], ONE_KEY, scard),
  row("sismember", 3, ["readonly", "fast"], ONE_KEY, sismember),
  row("smismember", -3, ["readonly", "fast"], ONE_KEY, smismember),
  row("smembers", 2, ["readonly"], ONE_KEY, smembers),
  row("spop", -2, ["write", "fast"], ONE_KEY, spop),
  row("srandmember", -2, ["readonly"], ONE_KEY, srandmember),
  row("smove", 4, ["write", "fast"], [1, 2, 1], smove),
  row("sinter", -2, ["readonly"], ALL_KEYS, sinter),
  row("sinterstore", -3, ["write", "denyoom"], ALL_KEYS, sinterstore),
  { ...row("sintercard", -3, ["readonly", "movablekeys"], [0, 0, 0], sintercard), findKeys: countedKeyPlaces(1) },
  row("sunion", -2, ["readonly"], ALL_KEYS, sunion),
  row("sunionstore", -3, ["write", "denyoom"], ALL_KEYS, sunionstore),
  row("sdiff", -2, ["readonly"], ALL_KEYS, sdiff),
  row("sdiffstore", -3, ["write", "denyoom"], ALL_KEYS, sdiffstore),
  row("sscan", -3, ["readonly"], ONE_KEY, sscan),
];
