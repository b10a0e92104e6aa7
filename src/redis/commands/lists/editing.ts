import { elementRange } from "../../lists/element-range.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { noSuchKey, OK, ReplyError, syntaxError } from "../../server/reply.ts";
import { integer, integer32, symmetric } from "./integer-arguments.ts";
import { afterRemoval, limitOf, listAt } from "./list-access.ts";

export const lset: Run = (context, args) => {
  const key = args[1] as Bytes;
  const list = listAt(context, key);
  if (list === undefined) return noSuchKey();
  const asked = atLeast(context.compat, "7.2") ? integer32(args[2]) : integer(args[2]);
  const limit = limitOf(context);
  list.prepareFor(args, 3, limit);
  const index = asked < 0 ? asked + list.length : asked;
  if (index < 0 || index >= list.length) return new ReplyError("ERR index out of range");
  list.replace(index, args[3] as Bytes);
  list.settle(limit);
  context.db.touch(key);
  context.changed();
  return OK;
};

/** LINSERT key BEFORE|AFTER pivot element. */
export const linsert: Run = (context, args) => {
  const place = (args[2] as Bytes).toLowerCase();
  if (place !== "before" && place !== "after") return syntaxError();
  const key = args[1] as Bytes;
  const list = listAt(context, key);
  if (list === undefined) return 0;
  const limit = limitOf(context);
  list.prepareFor(args, 4, limit);
  let index = 0;
  for (const element of list) {
    if (element === args[3]) {
      list.insert(index, place === "after", args[4] as Bytes, limit);
      context.db.touch(key);
      context.changed();
      return list.length;
    }
    index++;
  }
  return -1;
};

/**
 * LREM key count element: the first ones from the left, from the right when the count is negative, all when it is 0.
 */
export const lrem: Run = (context, args) => {
  const count = atLeast(context.compat, "7.2") ? symmetric(args[2]) : integer(args[2]);
  const key = args[1] as Bytes;
  const list = listAt(context, key);
  if (list === undefined) return 0;
  const removed = list.remove(args[3] as Bytes, count < 0 ? "right" : "left", Math.abs(count));
  if (removed > 0) {
    afterRemoval(context, key, list);
    context.changed(removed);
  }
  return removed;
};

export const ltrim: Run = (context, args) => {
  const first = integer(args[2]);
  const last = integer(args[3]);
  const key = args[1] as Bytes;
  const list = listAt(context, key);
  if (list === undefined) return OK;
  const { length } = list;
  const { start, end } = elementRange(first, last, length);
  list.cut("left", start < end ? start : length);
  if (start < end) list.cut("right", length - end);
  afterRemoval(context, key, list);
  context.changed(length - (end - start));
  return OK;
};
