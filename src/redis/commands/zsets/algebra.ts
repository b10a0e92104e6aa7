import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { compareScored, type ScoredMember } from "../../zsets/scored-member.ts";
import { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { combinationOf, type Aggregate, type Combination, type Operand, type Takes } from "./combination-arguments.ts";
import { rangeReply, sortedSetLimitsOf, store } from "./sorted-set-access.ts";

type Operation = (combination: Combination) => readonly ScoredMember[];

interface Weighted {
  readonly operand: Operand;
  readonly weight: number;
}

const scoreIn = (operand: Operand, member: Bytes): number | undefined =>
  operand.type === "zset" ? operand.scoreOf(member) : operand.has(member) ? 1 : undefined;

/** Members of a plain set have the score 1. */
function* scoredIn(operand: Operand): IterableIterator<ScoredMember> {
  if (operand.type === "zset") yield* operand;
  else for (const member of operand) yield { member, score: 1 };
}

const numberOrZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** A server adds in this order, which shows in the last digits: the smallest first. */
function smallestFirst({ operands, weights }: Combination): Weighted[] {
  const weighted: Weighted[] = [];
  operands.forEach((operand, i) => {
    if (operand !== undefined) weighted.push({ operand, weight: weights[i] as number });
  });
  return weighted.sort((left, right) => left.operand.size - right.operand.size);
}

function aggregated(total: number, value: number, aggregate: Aggregate): number {
  if (aggregate === "sum") return numberOrZero(total + value);
  return (aggregate === "min" ? value < total : value > total) ? value : total;
}

const union: Operation = (combination) => {
  const scores = new Map<Bytes, number>();
  for (const { operand, weight } of smallestFirst(combination)) {
    for (const { member, score } of scoredIn(operand)) {
      const value = numberOrZero(weight * score);
      const total = scores.get(member);
      scores.set(member, total === undefined ? value : aggregated(total, value, combination.aggregate));
    }
  }
  return Array.from(scores, ([member, score]) => ({ member, score }));
};

const intersection: Operation = (combination) => {
  const members: ScoredMember[] = [];
  if (combination.operands.includes(undefined)) return members;
  const [smallest, ...others] = smallestFirst(combination) as [Weighted, ...Weighted[]];
  for (const { member, score } of scoredIn(smallest.operand)) {
    let total: number | undefined = numberOrZero(smallest.weight * score);
    for (const { operand, weight } of others) {
      const value = scoreIn(operand, member);
      total = value === undefined ? undefined : aggregated(total, weight * value, combination.aggregate);
      if (total === undefined) break;
    }
    if (total !== undefined && members.push({ member, score: total }) === combination.limit) break;
  }
  return members;
};

const difference: Operation = ({ operands: [first, ...others] }) => {
  if (first === undefined) return [];
  const members: ScoredMember[] = [];
  for (const scored of scoredIn(first)) {
    if (!others.some((other) => other?.has(scored.member) === true)) members.push(scored);
  }
  return members;
};

const reading = (operation: Operation, takes: Takes): Run => (context, args) => {
  const combination = combinationOf(context, args, 1, { ...takes, withScores: true });
  return rangeReply(context, operation(combination).toSorted(compareScored), combination.withScores);
};

const storing = (operation: Operation, takes: Takes): Run => (context, args) => {
  const members = operation(combinationOf(context, args, 2, takes));
  return store(context, args[1] as Bytes, SortedSetValue.of(members, sortedSetLimitsOf(context)));
};

export const zunion = reading(union, { weights: true });
export const zinter = reading(intersection, { weights: true });
export const zdiff = reading(difference, {});
export const zunionstore = storing(union, { weights: true });
export const zinterstore = storing(intersection, { weights: true });
export const zdiffstore = storing(difference, {});

/** ZINTERCARD numkeys key… [LIMIT limit]. */
export const zintercard: Run = (context, args) => intersection(combinationOf(context, args, 1, { limit: true })).length;
