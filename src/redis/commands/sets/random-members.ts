import type { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast, type Compat } from "../../server/compat.ts";
import { SetReply, syntaxError } from "../../server/reply.ts";
import { notNegative, symmetric } from "../lists/integer-arguments.ts";
import { distinctSample, independentSample } from "./random-sample.ts";
import { afterRemoval, setAt } from "./set-access.ts";

/** Members that one propagated SREM removes, from 7.2 on; before, each has its own. */
const BATCH = 1_024;

/** SPOP key [count]. */
export const spop: Run = (context, args) => {
  if (args.length > 3) return syntaxError();
  const key = args[1] as Bytes;
  const count = args.length === 3 ? notNegative(args[2]) : undefined;
  const set = setAt(context, key);
  if (set === undefined) return count === undefined ? null : new SetReply([]);
  if (count !== undefined) return new SetReply(count === 0 ? [] : popMany(context, key, set, count));
  const member = set.random(context.server.random);
  set.delete(member);
  afterRemoval(context, key, set);
  context.changed();
  context.propagate(["SREM", key, member]);
  return member;
};

function popMany(context: CommandContext, key: Bytes, set: SetValue, count: number): readonly Bytes[] {
  if (count >= set.size) {
    const members = [...set];
    context.db.delete(key);
    context.changed(members.length);
    context.propagate([atLeast(context.compat, "8.0") ? "UNLINK" : "DEL", key]);
    return members;
  }
  const members = distinctSample(set, count, context.server.random);
  for (const member of members) set.delete(member);
  context.db.touch(key);
  context.changed(count);
  context.propagate(...removals(key, members, context.compat));
  return members;
}

function removals(key: Bytes, members: readonly Bytes[], compat: Compat): (readonly Bytes[])[] {
  const each = atLeast(compat, "7.2") ? BATCH : 1;
  const commands: (readonly Bytes[])[] = [];
  for (let i = 0; i < members.length; i += each) commands.push(["SREM", key, ...members.slice(i, i + each)]);
  return commands;
}

/** SRANDMEMBER key [count]: distinct members, or independent ones when the count is negative. */
export const srandmember: Run = (context, args) => {
  if (args.length > 3) return syntaxError();
  const count = args.length === 3 ? symmetric(args[2]) : undefined;
  const set = setAt(context, args[1] as Bytes);
  const { random } = context.server;
  if (set === undefined) return count === undefined ? null : [];
  if (count === undefined) return set.random(random);
  return count >= 0 ? distinctSample(set, count, random) : independentSample(set, -count, random);
};
