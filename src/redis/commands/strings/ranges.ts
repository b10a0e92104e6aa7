import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import { StringValue } from "../../strings/string-value.ts";
import { integer } from "../lists/integer-arguments.ts";
import { isBackwards } from "./bit-access.ts";
import { checkLength, stringAt } from "./string-access.ts";

/** APPEND key value. */
export const append: Run = (context, args) => {
  const key = args[1] as Bytes;
  const text = args[2] as Bytes;
  const value = stringAt(context, key);
  context.changed();
  if (value === undefined) {
    context.db.set(key, new StringValue(text));
    return text.length;
  }
  checkLength(context, value.length + text.length);
  value.append(text);
  context.db.touch(key);
  return value.length;
};

/** GETRANGE key start end, and its old name SUBSTR. */
export const getrange: Run = (context, args) => {
  const start = integer(args[2]);
  const end = integer(args[3]);
  const value = stringAt(context, args[1] as Bytes);
  if (value === undefined || isBackwards(start, end)) return "";
  const { length } = value;
  const from = Math.max(0, start < 0 ? start + length : start);
  const to = Math.min(length - 1, Math.max(0, end < 0 ? end + length : end));
  return from > to || length === 0 ? "" : value.slice(from, to + 1);
};

/** SETRANGE key offset value: zeros before it where the string was shorter. */
export const setrange: Run = (context, args) => {
  const key = args[1] as Bytes;
  const text = args[3] as Bytes;
  const offset = integer(args[2]);
  if (offset < 0) return new ReplyError("ERR offset is out of range");
  const value = stringAt(context, key);
  if (text.length === 0) return value?.length ?? 0;
  checkLength(context, offset + text.length);
  const target = value ?? new StringValue("");
  target.edit(offset + text.length).write(text, offset, "latin1");
  if (value === undefined) context.db.set(key, target);
  else context.db.touch(key);
  context.changed();
  return target.length;
};
