import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { del, exists, touch, type } from "./existence.ts";
import { expire, persist, timeToLive } from "./expiring.ts";
import { flushall, flushdb } from "./flushing.ts";
import { copy, move, rename, renamenx, swapdb } from "./moving.ts";
import { object } from "./object.ts";
import { dbsize, keys, randomkey, scan } from "./scanning.ts";
import { sort, sortRo } from "./sort.ts";
import { sortKeys } from "./sort-options.ts";

type Keys = CommandSpec["keys"];

const NO_KEYS: Keys = [0, 0, 0];
const ONE_KEY: Keys = [1, 1, 1];
const TWO_KEYS: Keys = [1, 2, 1];
const ALL_KEYS: Keys = [1, -1, 1];
const WRITES_FAST: readonly Flag[] = ["write", "fast"];
const READS_FAST: readonly Flag[] = ["readonly", "fast"];

const row = (name: string, arity: number, flags: readonly Flag[], keyPlaces: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys: keyPlaces, categories: ["@keyspace"], run });

const dangerous = (spec: CommandSpec): CommandSpec => ({ ...spec, categories: [...spec.categories, "@dangerous"] });

const SORTS = ["@set", "@sortedset", "@list", "@dangerous"];

export const KEY_COMMANDS: readonly CommandSpec[] = [
  row("del", -2, ["write"], ALL_KEYS, del),
  row("unlink", -2, WRITES_FAST, ALL_KEYS, del),
  row("exists", -2, READS_FAST, ALL_KEYS, exists),
  row("touch", -2, READS_FAST, ALL_KEYS, touch),
  row("type", 2, READS_FAST, ONE_KEY, type),
  row("rename", 3, ["write"], TWO_KEYS, rename),
  row("renamenx", 3, WRITES_FAST, TWO_KEYS, renamenx),
  row("copy", -3, ["write", "denyoom"], TWO_KEYS, copy),
  row("move", 3, WRITES_FAST, ONE_KEY, move),
  dangerous(row("swapdb", 3, WRITES_FAST, NO_KEYS, swapdb)),
  dangerous(row("flushdb", -1, ["write"], NO_KEYS, flushdb)),
  dangerous(row("flushall", -1, ["write"], NO_KEYS, flushall)),
  row("expire", -3, WRITES_FAST, ONE_KEY, expire("expire")),
  row("pexpire", -3, WRITES_FAST, ONE_KEY, expire("pexpire")),
  row("expireat", -3, WRITES_FAST, ONE_KEY, expire("expireat")),
  row("pexpireat", -3, WRITES_FAST, ONE_KEY, expire("pexpireat")),
  row("persist", 2, WRITES_FAST, ONE_KEY, persist),
  row("ttl", 2, READS_FAST, ONE_KEY, timeToLive(1_000, false)),
  row("pttl", 2, READS_FAST, ONE_KEY, timeToLive(1, false)),
  row("expiretime", 2, READS_FAST, ONE_KEY, timeToLive(1_000, true)),
  row("pexpiretime", 2, READS_FAST, ONE_KEY, timeToLive(1, true)),
  dangerous(row("keys", 2, ["readonly"], NO_KEYS, keys)),
  row("scan", -2, ["readonly"], NO_KEYS, scan),
  row("randomkey", 1, ["readonly"], NO_KEYS, randomkey),
  row("dbsize", 1, READS_FAST, NO_KEYS, dbsize),
  object,
  {
    name: "sort", arity: -2, flags: ["write", "denyoom", "movablekeys"], keys: ONE_KEY, categories: SORTS, run: sort,
    findKeys: sortKeys,
  },
  {
    name: "sort_ro", arity: -2, flags: ["readonly", "movablekeys"], keys: ONE_KEY, categories: SORTS, run: sortRo,
    findKeys: sortKeys,
  },
];
