import { setLimits } from "../../sets/set-limits.ts";
import { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { SetReply } from "../../server/reply.ts";
import { afterRemoval, setAt } from "./set-access.ts";

export const sadd: Run = (context, args) => {
  const key = args[1] as Bytes;
  const limits = setLimits(context.server);
  const existing = setAt(context, key);
  const set = existing ?? SetValue.for(args[2] as Bytes, args.length - 2, limits);
  if (existing !== undefined) existing.prepareFor(args.length - 2, limits);
  let added = 0;
  for (let i = 2; i < args.length; i++) if (set.add(args[i] as Bytes, limits)) added++;
  if (existing === undefined) context.db.set(key, set);
  else if (added > 0) context.db.touch(key);
  context.changed(added);
  return added;
};

export const srem: Run = (context, args) => {
  const key = args[1] as Bytes;
  const set = setAt(context, key);
  if (set === undefined) return 0;
  let removed = 0;
  for (let i = 2; i < args.length; i++) if (set.delete(args[i] as Bytes)) removed++;
  if (removed > 0) {
    afterRemoval(context, key, set);
    context.changed(removed);
  }
  return removed;
};

/** SMOVE source destination member. */
export const smove: Run = (context, args) => {
  const [, from, to, member] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const source = setAt(context, from);
  if (source === undefined) return 0;
  const existing = setAt(context, to);
  if (source === existing) return source.has(member) ? 1 : 0;
  if (!source.delete(member)) return 0;
  afterRemoval(context, from, source);
  const limits = setLimits(context.server);
  const destination = existing ?? SetValue.for(member, 1, limits);
  const added = destination.add(member, limits);
  if (existing === undefined) context.db.set(to, destination);
  else if (added) context.db.touch(to);
  context.changed(added ? 2 : 1);
  return 1;
};

export const scard: Run = (context, args) => setAt(context, args[1] as Bytes)?.size ?? 0;

export const sismember: Run = (context, args) =>
  setAt(context, args[1] as Bytes)?.has(args[2] as Bytes) === true ? 1 : 0;

export const smismember: Run = (context, args) => {
  const set = setAt(context, args[1] as Bytes);
  return args.slice(2).map((member) => (set?.has(member) === true ? 1 : 0));
};

export const smembers: Run = (context, args) => new SetReply([...(setAt(context, args[1] as Bytes) ?? [])]);
