import { HashValue } from "../../hashes/hash-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { addInt64, parseInteger, type Int64 } from "../../server/int64.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "../../server/long-double.ts";
import { notAFloat, notAnInteger, OK, ReplyError, wrongArguments } from "../../server/reply.ts";
import { hashAt, hashLimits, setField } from "./hash-access.ts";

function setAll(context: CommandContext, args: readonly Bytes[]): number {
  const key = args[1] as Bytes;
  const existing = hashAt(context, key);
  const hash = existing ?? new HashValue();
  const limits = hashLimits(context);
  hash.prepareFor(args, 2, limits);
  let added = 0;
  for (let i = 2; i < args.length; i += 2) if (hash.set(args[i] as Bytes, args[i + 1] as Bytes, limits)) added++;
  if (existing === undefined) context.db.set(key, hash);
  else context.db.touch(key);
  context.changed((args.length - 2) / 2);
  return added;
}

/** HSET key field value…: how many fields are new. */
export const hset: Run = (context, args) => (args.length % 2 === 1 ? wrongArguments("hset") : setAll(context, args));

/** HMSET key field value…. */
export const hmset: Run = (context, args) => {
  if (args.length % 2 === 1) return wrongArguments("hmset");
  setAll(context, args);
  return OK;
};

/** HSETNX key field value. */
export const hsetnx: Run = (context, args) => {
  const [, key, field, value] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  if (hashAt(context, key)?.has(field) === true) return 0;
  setField(context, args, field, value);
  return 1;
};

/** HDEL key field…. */
export const hdel: Run = (context, args) => {
  const key = args[1] as Bytes;
  const hash = hashAt(context, key);
  if (hash === undefined) return 0;
  let deleted = 0;
  for (let i = 2; i < args.length; i++) if (hash.delete(args[i] as Bytes)) deleted++;
  if (deleted === 0) return 0;
  if (hash.size === 0) context.db.delete(key);
  else context.db.touch(key);
  context.changed(deleted);
  return deleted;
};

/** HINCRBY key field increment. */
export const hincrby: Run = (context, args) => {
  const [, key, field, text] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const increment = parseInteger(text);
  if (increment === undefined) return notAnInteger();
  const sum = addInt64(integerField(hashAt(context, key)?.get(field)), increment);
  if (sum === undefined) return new ReplyError("ERR increment or decrement would overflow");
  setField(context, ["HSET", key, field, String(sum)], field, String(sum));
  return sum;
};

function integerField(text: Bytes | undefined): Int64 {
  const value = text === undefined ? 0 : parseInteger(text);
  if (value === undefined) throw new ReplyError("ERR hash value is not an integer");
  return value;
}

/** HINCRBYFLOAT key field increment. The log gets the sum: other machines may add otherwise. */
export const hincrbyfloat: Run = (context, args) => {
  const [, key, field, text] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const increment = parseLongDouble(text);
  if (increment === undefined) return notAFloat();
  if (increment.infinite !== undefined) return new ReplyError("ERR value is NaN or Infinity");
  const value = parseLongDouble(hashAt(context, key)?.get(field) ?? "0");
  if (value === undefined) return new ReplyError("ERR hash value is not a float");
  const sum = addLongDoubles(value, increment);
  if (sum === undefined) return new ReplyError("ERR increment would produce NaN or Infinity");
  const result = formatLongDouble(sum);
  const command = ["HSET", key, field, result];
  setField(context, command, field, result);
  context.propagate(command);
  return result;
};
