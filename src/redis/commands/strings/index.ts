import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { decr, decrby, incr, incrby, incrbyfloat } from "./arithmetic.ts";
import { bitfield, bitfieldRo } from "./bitfield.ts";
import { bitcount, bitop, bitpos, getbit, setbit } from "./bits.ts";
import { get, getdel, getex, strlen } from "./get.ts";
import { lcs } from "./lcs.ts";
import { mget, mset, msetnx } from "./many.ts";
import { append, getrange, setrange } from "./ranges.ts";
import { getset, set, setnx, setWithExpiry } from "./set.ts";

type Keys = CommandSpec["keys"];

const ONE_KEY: Keys = [1, 1, 1];
const PAIRS: Keys = [1, -1, 2];
const WRITES: readonly Flag[] = ["write", "denyoom"];
const WRITES_FAST: readonly Flag[] = ["write", "denyoom", "fast"];
const READS_FAST: readonly Flag[] = ["readonly", "fast"];

const string = (name: string, arity: number, flags: readonly Flag[], keys: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys, categories: ["@string"], run });

const bitmap = (name: string, arity: number, flags: readonly Flag[], keys: Keys, run: Run): CommandSpec =>
  ({ name, arity, flags, keys, categories: ["@bitmap"], run });

export const STRING_COMMANDS: readonly CommandSpec[] = [
  string("set", -3, WRITES, ONE_KEY, set),
  string("get", 2, READS_FAST, ONE_KEY, get),
  string("getset", 3, WRITES_FAST, ONE_KEY, getset),
  string("getdel", 2, ["write", "fast"], ONE_KEY, getdel),
  string("getex", -2, ["write", "fast"], ONE_KEY, getex),
  string("setnx", 3, WRITES_FAST, ONE_KEY, setnx),
  string("setex", 4, WRITES, ONE_KEY, setWithExpiry("setex")),
  string("psetex", 4, WRITES, ONE_KEY, setWithExpiry("psetex")),
  string("mget", -2, READS_FAST, [1, -1, 1], mget),
  string("mset", -3, WRITES, PAIRS, mset),
  string("msetnx", -3, WRITES, PAIRS, msetnx),
  string("append", 3, WRITES_FAST, ONE_KEY, append),
  string("strlen", 2, READS_FAST, ONE_KEY, strlen),
  string("getrange", 4, ["readonly"], ONE_KEY, getrange),
  string("substr", 4, ["readonly"], ONE_KEY, getrange),
  string("setrange", 4, WRITES, ONE_KEY, setrange),
  string("incr", 2, WRITES_FAST, ONE_KEY, incr),
  string("decr", 2, WRITES_FAST, ONE_KEY, decr),
  string("incrby", 3, WRITES_FAST, ONE_KEY, incrby),
  string("decrby", 3, WRITES_FAST, ONE_KEY, decrby),
  string("incrbyfloat", 3, WRITES_FAST, ONE_KEY, incrbyfloat),
  string("lcs", -3, ["readonly"], [1, 2, 1], lcs),
  bitmap("setbit", 4, WRITES, ONE_KEY, setbit),
  bitmap("getbit", 3, READS_FAST, ONE_KEY, getbit),
  bitmap("bitcount", -2, ["readonly"], ONE_KEY, bitcount),
  bitmap("bitpos", -3, ["readonly"], ONE_KEY, bitpos),
  bitmap("bitop", -4, WRITES, [2, -1, 1], bitop),
  bitmap("bitfield", -2, WRITES, ONE_KEY, bitfield),
  bitmap("bitfield_ro", -2, READS_FAST, ONE_KEY, bitfieldRo),
];
