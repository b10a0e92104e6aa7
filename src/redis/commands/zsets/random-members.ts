import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { symmetric } from "../lists/integer-arguments.ts";
import { distinctSample, independentSample, type Pool } from "../sets/random-sample.ts";
import { rangeReply, sortedSetAt } from "./sorted-set-access.ts";

/** Twice the count must fit in 64 bits, since there are as many scores as members. */
const MAX_COUNT_WITH_SCORES = 4_611_686_018_427_387_903n;

/** A server that returns all of a sorted set goes from the highest down. */
const poolOf = (set: SortedSetValue): Pool => ({
  size: set.size,
  random: (random) => set.at(random() % set.size).member,
  *[Symbol.iterator]() {
    for (const { member } of set.slice(0, set.size).reverse()) yield member;
  },
});

/** ZRANDMEMBER key [count [WITHSCORES]]: distinct members, or independent ones when the count is negative. */
export const zrandmember: Run = (context, args) => {
  const text = args[2];
  const count = text === undefined ? undefined : symmetric(text);
  if (args.length > 4 || (args.length === 4 && args[3]?.toLowerCase() !== "withscores")) return syntaxError();
  if (text !== undefined && args.length === 4 && exceedsPairs(text)) return new ReplyError("ERR value is out of range");
  const set = sortedSetAt(context, args[1] as Bytes);
  if (set === undefined) return count === undefined ? null : [];
  const { random } = context.server;
  if (count === undefined) return set.at(random() % set.size).member;
  const pool = poolOf(set);
  const members = count >= 0 ? distinctSample(pool, count, random) : independentSample(pool, -count, random);
  const scored = members.map((member) => ({ member, score: set.scoreOf(member) as number }));
  return rangeReply(context, scored, args.length === 4);
};

function exceedsPairs(text: Bytes): boolean {
  const count = BigInt(text);
  return count > MAX_COUNT_WITH_SCORES || count < -MAX_COUNT_WITH_SCORES;
}
