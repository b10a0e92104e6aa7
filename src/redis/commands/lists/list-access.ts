import { ListValue, type End } from "../../lists/list-value.ts";
import { nodeLimit, type NodeLimit } from "../../lists/node-limit.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { syntaxError } from "../../server/reply.ts";

export const limitOf = (context: CommandContext): NodeLimit =>
  nodeLimit(context.server.config.number("list-max-listpack-size"));

export const listAt = (context: CommandContext, key: Bytes): ListValue | undefined =>
  context.db.getOf<ListValue>(key, "list");

export const newList = (context: CommandContext): ListValue => new ListValue(atLeast(context.compat, "7.2"));

export const popName = (end: End): Bytes => (end === "left" ? "LPOP" : "RPOP");

/** Reads LEFT or RIGHT. */
export function endArgument(text: Bytes | undefined): End {
  const end = text?.toLowerCase();
  if (end !== "left" && end !== "right") throw syntaxError();
  return end;
}

/** To be called after elements have been removed. */
export function afterRemoval(context: CommandContext, key: Bytes, list: ListValue): void {
  if (list.length === 0) {
    context.db.delete(key);
    return;
  }
  list.settle(limitOf(context));
  context.db.touch(key);
}

/** Adds values one after the other at one end, making the list if there is none; returns its length. */
export function pushAll(context: CommandContext, key: Bytes, end: End, values: readonly Bytes[], from: number): number {
  const existing = listAt(context, key);
  const list = existing ?? newList(context);
  const limit = limitOf(context);
  list.prepareFor(values, from, limit);
  for (let i = from; i < values.length; i++) list.push(end, values[i] as Bytes, limit);
  if (existing === undefined) context.db.set(key, list);
  else context.db.touch(key);
  context.changed(values.length - from);
  return list.length;
}
