import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { DoubleReply, NULL_ARRAY, syntaxError, type Reply } from "../../server/reply.ts";
import type { ScoredMember } from "../../zsets/scored-member.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { blockTimeout } from "../lists/block-timeout.ts";
import { serveOrBlock } from "../lists/blocking.ts";
import { countedKeys, notNegative, positive } from "../lists/integer-arguments.ts";
import { afterRemoval, flat, pairs, rangeReply, sortedSetAt } from "./sorted-set-access.ts";

export type Extreme = "min" | "max";

const NOTHING = { timedOut: NULL_ARRAY, unserved: NULL_ARRAY };

const commandName = (extreme: Extreme): Bytes => (extreme === "min" ? "ZPOPMIN" : "ZPOPMAX");

/** Takes up to `count` members off one end, the outermost first. */
function popFrom(
  context: CommandContext, key: Bytes, set: SortedSetValue, extreme: Extreme, count: number,
): ScoredMember[] {
  const { size } = set;
  const taken = Math.min(count, size);
  const popped = extreme === "min" ? set.cut(0, taken) : set.cut(size - taken, size).reverse();
  afterRemoval(context, key, set, taken);
  return popped;
}

/** ZPOPMIN, ZPOPMAX: key [count]. */
export const pop = (extreme: Extreme): Run => (context, args) => {
  if (args.length > 3) return syntaxError();
  const count = args.length === 3 ? notNegative(args[2]) : undefined;
  const key = args[1] as Bytes;
  const set = sortedSetAt(context, key);
  if (set === undefined) return [];
  const popped = popFrom(context, key, set, extreme, count ?? 1);
  return count === undefined ? flat(popped) : rangeReply(context, popped, true);
};

type Found = readonly [key: Bytes, set: SortedSetValue];

/** The first of the keys that holds a sorted set. */
function firstSortedSet(context: CommandContext, keys: readonly Bytes[]): Found | undefined {
  for (const key of keys) {
    const set = sortedSetAt(context, key);
    if (set !== undefined) return [key, set];
  }
  return undefined;
}

/** BZPOPMIN, BZPOPMAX: key… timeout. */
export const blockingPop = (extreme: Extreme): Run => (context, args) => {
  const timeoutMs = blockTimeout(context, args.at(-1));
  const take = (taking: CommandContext, keys: readonly Bytes[]): Reply | undefined => {
    const found = firstSortedSet(taking, keys);
    if (found === undefined) return undefined;
    const [key, set] = found;
    const [{ member, score }] = popFrom(taking, key, set, extreme, 1) as [ScoredMember];
    taking.propagate([commandName(extreme), key]);
    return [key, member, new DoubleReply(score)];
  };
  return serveOrBlock(context, { keys: args.slice(1, -1), timeoutMs, type: "zset", take, ...NOTHING });
};

interface MultiPop {
  readonly keys: readonly Bytes[];
  readonly extreme: Extreme;
  readonly count: number;
}

/** Reads `numkeys key… MIN|MAX [COUNT count]`. */
function multiPopOf(args: readonly Bytes[], at: number): MultiPop {
  const { keys, end } = countedKeys(args, at, true);
  const extreme = args[end]?.toLowerCase();
  if (extreme !== "min" && extreme !== "max") throw syntaxError();
  if (args.length === end + 1) return { keys, extreme, count: 1 };
  if (args.length !== end + 3 || args[end + 1]?.toLowerCase() !== "count") throw syntaxError();
  return { keys, extreme, count: positive(args[end + 2], "ERR count should be greater than 0") };
}

function takeMany(context: CommandContext, keys: readonly Bytes[], { extreme, count }: MultiPop): Reply | undefined {
  const found = firstSortedSet(context, keys);
  if (found === undefined) return undefined;
  const [key, set] = found;
  const popped = popFrom(context, key, set, extreme, count);
  context.propagate([commandName(extreme), key, String(popped.length)]);
  return [key, pairs(popped)];
}

/** ZMPOP numkeys key… MIN|MAX [COUNT count]. */
export const zmpop: Run = (context, args) => {
  const request = multiPopOf(args, 1);
  return takeMany(context, request.keys, request) ?? NULL_ARRAY;
};

/** BZMPOP timeout numkeys key… MIN|MAX [COUNT count]. */
export const bzmpop: Run = (context, args) => {
  const request = multiPopOf(args, 2);
  const timeoutMs = blockTimeout(context, args[1]);
  const take = (taking: CommandContext, keys: readonly Bytes[]): Reply | undefined => takeMany(taking, keys, request);
  return serveOrBlock(context, { keys: request.keys, timeoutMs, type: "zset", take, ...NOTHING });
};
