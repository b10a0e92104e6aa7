import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { blockingRows } from "../lists/blocking-rows.ts";
import { countedKeyPlaces } from "../lists/integer-arguments.ts";
import { zdiff, zdiffstore, zinter, zintercard, zinterstore, zunion, zunionstore } from "./algebra.ts";
import { blockingPop, bzmpop, pop, zmpop } from "./popping.ts";
import { zrandmember } from "./random-members.ts";
import { range, zrangestore, zrem, zremrangebylex, zremrangebyrank, zremrangebyscore } from "./ranges.ts";
import { ranking, zcard, zcount, zlexcount, zmscore, zscore } from "./reading.ts";
import { zadd, zincrby } from "./zadd.ts";
import { zscan } from "./zscan.ts";

type Keys = CommandSpec["keys"];

const ONE_KEY: Keys = [1, 1, 1];
const ALL_BUT_LAST: Keys = [1, -2, 1];

const row = (name: string, arity: number, flags: readonly Flag[], run: Run, keys: Keys = ONE_KEY): CommandSpec =>
  ({ name, arity, flags, keys, categories: ["@sortedset"], run });

/** A command whose keys follow their number, which is its argument `at`. */
const rowOfCounted = (name: string, arity: number, flags: readonly Flag[], at: number, run: Run): CommandSpec =>
  ({ ...row(name, arity, [...flags, "movablekeys"], run, [0, 0, 0]), findKeys: countedKeyPlaces(at) });

/** As the last, with a destination before the number. */
const rowOfStore = (name: string, run: Run): CommandSpec => ({
  ...row(name, -4, ["write", "denyoom", "movablekeys"], run),
  findKeys: (args) => [1, ...countedKeyPlaces(2)(args)],
});

/** WITHSCORE came after Redis 7.0. */
const rankingRows = (name: string, reverse: boolean): readonly CommandSpec[] => [
  { ...row(name, 3, ["readonly", "fast"], ranking(reverse)), until: "7.0" },
  { ...row(name, -3, ["readonly", "fast"], ranking(reverse)), since: "7.2" },
];

export const SORTED_SET_COMMANDS: readonly CommandSpec[] = [
  row("zadd", -4, ["write", "denyoom", "fast"], zadd),
  row("zincrby", 4, ["write", "denyoom", "fast"], zincrby),
  row("zrem", -3, ["write", "fast"], zrem),
  row("zcard", 2, ["readonly", "fast"], zcard),
  row("zcount", 4, ["readonly", "fast"], zcount),
  row("zlexcount", 4, ["readonly", "fast"], zlexcount),
  row("zscore", 3, ["readonly", "fast"], zscore),
  row("zmscore", -3, ["readonly", "fast"], zmscore),
  ...rankingRows("zrank", false),
  ...rankingRows("zrevrank", true),
  row("zrange", -4, ["readonly"], range({})),
  row("zrangestore", -5, ["write", "denyoom"], zrangestore, [1, 2, 1]),
  row("zrevrange", -4, ["readonly"], range({ by: "rank", reverse: true })),
  row("zrangebyscore", -4, ["readonly"], range({ by: "score", reverse: false })),
  row("zrevrangebyscore", -4, ["readonly"], range({ by: "score", reverse: true })),
  row("zrangebylex", -4, ["readonly"], range({ by: "lex", reverse: false })),
  row("zrevrangebylex", -4, ["readonly"], range({ by: "lex", reverse: true })),
  row("zremrangebyrank", 4, ["write"], zremrangebyrank),
  row("zremrangebyscore", 4, ["write"], zremrangebyscore),
  row("zremrangebylex", 4, ["write"], zremrangebylex),
  row("zpopmin", -2, ["write", "fast"], pop("min")),
  row("zpopmax", -2, ["write", "fast"], pop("max")),
  rowOfCounted("zmpop", -4, ["write"], 1, zmpop),
  ...blockingRows(row("bzpopmin", -3, ["write", "blocking", "fast"], blockingPop("min"), ALL_BUT_LAST)),
  ...blockingRows(row("bzpopmax", -3, ["write", "blocking", "fast"], blockingPop("max"), ALL_BUT_LAST)),
  rowOfCounted("bzmpop", -5, ["write", "blocking"], 2, bzmpop),
  row("zrandmember", -2, ["readonly"], zrandmember),
  rowOfCounted("zunion", -3, ["readonly"], 1, zunion),
  rowOfCounted("zinter", -3, ["readonly"], 1, zinter),
  rowOfCounted("zdiff", -3, ["readonly"], 1, zdiff),
  rowOfStore("zunionstore", zunionstore),
  rowOfStore("zinterstore", zinterstore),
  rowOfStore("zdiffstore", zdiffstore),
  rowOfCounted("zintercard", -3, ["readonly"], 1, zintercard),
  row("zscan", -3, ["readonly"], zscan),
];
