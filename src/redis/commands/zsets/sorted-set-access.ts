import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { DoubleReply, type Reply } from "../../server/reply.ts";
import type { ScoredMember } from "../../zsets/scored-member.ts";
import type { SortedSetLimits } from "../../zsets/sorted-set-limits.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";

export const sortedSetLimitsOf = ({ server: { config } }: CommandContext): SortedSetLimits => ({
  entries: config.number("zset-max-listpack-entries"), value: config.number("zset-max-listpack-value"),
});

export const sortedSetAt = (context: CommandContext, key: Bytes): SortedSetValue | undefined =>
  context.db.getOf<SortedSetValue>(key, "zset");

/** To be called after members have been removed. */
export function afterRemoval(context: CommandContext, key: Bytes, set: SortedSetValue, removed: number): void {
  if (removed === 0) return;
  if (set.size === 0) context.db.delete(key);
  else context.db.touch(key);
  context.changed(removed);
}

/** Puts the result in the destination's place, or deletes it when there is none; returns how many members it has. */
export function store(context: CommandContext, destination: Bytes, result: SortedSetValue): number {
  if (result.size > 0) {
    context.db.set(destination, result);
    context.changed();
  } else if (context.db.delete(destination)) {
    context.changed();
  }
  return result.size;
}

/** Pairs of member and score. */
export const pairs = (members: readonly ScoredMember[]): Reply[] =>
  members.map(({ member, score }) => [member, new DoubleReply(score)]);

/** Members alone, or each with its score: as pairs in RESP 3, one after the other in RESP 2. */
export function rangeReply(context: CommandContext, members: readonly ScoredMember[], withScores: boolean): Reply {
  if (!withScores) return members.map(({ member }) => member);
  return context.session.protocol === 3 ? pairs(members) : flat(members);
}

export function flat(members: readonly ScoredMember[]): Reply[] {
  const items: Reply[] = [];
  for (const { member, score } of members) items.push(member, new DoubleReply(score));
  return items;
}
