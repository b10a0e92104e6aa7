import { setLimits } from "../../sets/set-limits.ts";
import { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { notNegative, positive } from "../lists/integer-arguments.ts";
import { ReplyError, SetReply, syntaxError } from "../../server/reply.ts";
import { setAt } from "./set-access.ts";

type Sets = readonly (SetValue | undefined)[];
type Operation = (sets: Sets, visit: (member: Bytes) => boolean) => void;

/** Tells `visit` each member of the result once or several times, until it returns false. */
const union: Operation = (sets, visit) => {
  for (const set of sets) for (const member of set ?? []) visit(member);
};

const difference: Operation = ([first, ...others], visit) => {
  for (const member of first ?? []) if (!others.some((other) => other?.has(member) === true)) visit(member);
};

/** In the order of the smallest set. */
const intersection: Operation = (sets, visit) => {
  if (sets.includes(undefined)) return;
  const [smallest, ...others] = (sets as readonly SetValue[]).toSorted((left, right) => left.size - right.size);
  for (const member of smallest as SetValue) {
    if (others.every((other) => other.has(member)) && !visit(member)) return;
  }
};

const setsAt = (context: CommandContext, keys: readonly Bytes[]): Sets => keys.map((key) => setAt(context, key));

function resultOf(context: CommandContext, operation: Operation, keys: readonly Bytes[]): SetValue {
  const limits = setLimits(context.server);
  const result = new SetValue();
  operation(setsAt(context, keys), (member) => {
    result.add(member, limits);
    return true;
  });
  return result;
}

const reading = (operation: Operation): Run => (context, args) =>
  new SetReply([...resultOf(context, operation, args.slice(1))]);

/** `…STORE destination key…`: an empty result deletes the destination. */
const storing = (operation: Operation): Run => (context, args) => {
  const destination = args[1] as Bytes;
  const result = resultOf(context, operation, args.slice(2));
  if (result.size > 0) {
    context.db.set(destination, result);
    context.changed();
  } else if (context.db.delete(destination)) {
    context.changed();
  }
  return result.size;
};

export const sunion = reading(union);
export const sdiff = reading(difference);
export const sunionstore = storing(union);
export const sdiffstore = storing(difference);
export const sinterstore = storing(intersection);

export const sinter: Run = (context, args) => {
  const members: Bytes[] = [];
  intersection(setsAt(context, args.slice(1)), (member) => members.push(member) > 0);
  return new SetReply(members);
};

/** SINTERCARD numkeys key… [LIMIT limit]. */
export const sintercard: Run = (context, args) => {
  const count = positive(args[1], "ERR numkeys should be greater than 0");
  if (count > args.length - 2) return new ReplyError("ERR Number of keys can't be greater than number of args");
  let limit = 0;
  for (let i = 2 + count; i < args.length; i += 2) {
    if (args[i]?.toLowerCase() !== "limit" || i + 1 === args.length) return syntaxError();
    limit = notNegative(args[i + 1], "ERR LIMIT can't be negative");
  }
  let found = 0;
  intersection(setsAt(context, args.slice(2, 2 + count)), () => ++found !== limit);
  return found;
};
