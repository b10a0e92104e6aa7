import type { End } from "../../lists/list-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { NULL_ARRAY, wrongArguments } from "../../server/reply.ts";
import { notNegative } from "./integer-arguments.ts";
import { afterRemoval, listAt, pushAll } from "./list-access.ts";

/** LPUSH, RPUSH. */
export const push = (end: End): Run => (context, args) => pushAll(context, args[1] as Bytes, end, args, 2);

/** LPUSHX, RPUSHX. */
export const pushIfPresent = (end: End): Run => (context, args) => {
  const key = args[1] as Bytes;
  return listAt(context, key) === undefined ? 0 : pushAll(context, key, end, args, 2);
};

/** LPOP, RPOP: key [count]. */
export const pop = (end: End): Run => (context, args) => {
  if (args.length > 3) return wrongArguments(end === "left" ? "lpop" : "rpop");
  const count = args.length === 3 ? notNegative(args[2]) : undefined;
  const key = args[1] as Bytes;
  const list = listAt(context, key);
  if (list === undefined) return count === undefined ? null : NULL_ARRAY;
  if (count === 0) return [];
  const reply = count === undefined ? list.pop(end) : list.cut(end, Math.min(count, list.length));
  afterRemoval(context, key, list);
  context.changed(count === undefined ? 1 : reply.length);
  return reply;
};
