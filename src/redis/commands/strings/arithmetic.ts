import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { addInt64, int64, parseInteger, type Int64 } from "../../server/int64.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "../../server/long-double.ts";
import { notAFloat, notAnInteger, ReplyError } from "../../server/reply.ts";
import { StringValue } from "../../strings/string-value.ts";
import { stringAt } from "./string-access.ts";

export const incr: Run = (context, args) => add(context, args[1] as Bytes, 1);
export const decr: Run = (context, args) => add(context, args[1] as Bytes, -1);

/** INCRBY key increment. */
export const incrby: Run = (context, args) => add(context, args[1] as Bytes, integerOf(args[2] as Bytes));

/** DECRBY key decrement. */
export const decrby: Run = (context, args) => {
  const decrement = integerOf(args[2] as Bytes);
  if (args[2] === "-9223372036854775808") return new ReplyError("ERR decrement would overflow");
  return add(context, args[1] as Bytes, int64(-BigInt(decrement)));
};

function integerOf(text: Bytes): Int64 {
  const value = parseInteger(text);
  if (value === undefined) throw notAnInteger();
  return value;
}

function add(context: CommandContext, key: Bytes, increment: Int64): Int64 {
  const value = stringAt(context, key);
  const sum = addInt64(value === undefined ? 0 : integerOf(value.text), increment);
  if (sum === undefined) throw new ReplyError("ERR increment or decrement would overflow");
  context.db.set(key, new StringValue(String(sum)), true);
  context.changed();
  return sum;
}

/** INCRBYFLOAT key increment. The log gets the sum: other machines may add otherwise. */
export const incrbyfloat: Run = (context, args) => {
  const key = args[1] as Bytes;
  const value = parseLongDouble(stringAt(context, key)?.text ?? "0");
  const increment = value === undefined ? undefined : parseLongDouble(args[2] as Bytes);
  if (value === undefined || increment === undefined) return notAFloat();
  const sum = addLongDoubles(value, increment);
  if (sum === undefined) return new ReplyError("ERR increment would produce NaN or Infinity");
  const text = formatLongDouble(sum);
  context.db.set(key, new StringValue(text, "plain"), true);
  context.changed();
  context.propagate(["SET", key, text, "KEEPTTL"]);
  return text;
};
