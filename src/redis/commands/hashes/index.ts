import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { hexists, hget, hgetall, hkeys, hlen, hmget, hstrlen, hvals } from "./reading.ts";
import { hrandfield, hscan } from "./sampling.ts";
import { hdel, hincrby, hincrbyfloat, hmset, hset, hsetnx } from "./writing.ts";

const WRITES: readonly Flag[] = ["write", "denyoom", "fast"];
const READS: readonly Flag[] = ["readonly"];
const READS_FAST: readonly Flag[] = ["readonly", "fast"];

const row = (name: string, arity: number, flags: readonly Flag[], run: Run): CommandSpec =>
  ({ name, arity, flags, keys: [1, 1, 1], categories: ["@hash"], run });

export const HASH_COMMANDS: readonly CommandSpec[] = [
  row("hset", -4, WRITES, hset),
  row("hsetnx", 4, WRITES, hsetnx),
  row("hget", 3, READS_FAST, hget),
  row("hmset", -4, WRITES, hmset),
  row("hmget", -3, READS_FAST, hmget),
  row("hgetall", 2, READS, hgetall),
  row("hdel", -3, ["write", "fast"], hdel),
  row("hexists", 3, READS_FAST, hexists),
  row("hlen", 2, READS_FAST, hlen),
  row("hstrlen", 3, READS_FAST, hstrlen),
  row("hkeys", 2, READS, hkeys),
  row("hvals", 2, READS, hvals),
  row("hincrby", 4, WRITES, hincrby),
  row("hincrbyfloat", 4, WRITES, hincrbyfloat),
  row("hrandfield", -2, READS, hrandfield),
  row("hscan", -3, READS, hscan),
];
