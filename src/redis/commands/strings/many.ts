import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { OK, wrongArguments, type Reply } from "../../server/reply.ts";
import type { Database } from "../../server/database.ts";
import { StringValue } from "../../strings/string-value.ts";

/** MGET key…: null for what is not a string. */
export const mget: Run = ({ db }, args) => {
  const replies: Reply[] = [];
  for (let i = 1; i < args.length; i++) {
    const value = db.get(args[i] as Bytes);
    replies.push(value?.type === "string" ? (value as StringValue).text : null);
  }
  return replies;
};

/** MSET key value…. */
export const mset: Run = (context, args) => {
  if (args.length % 2 === 0) return wrongArguments("mset");
  context.changed(setAll(context.db, args));
  return OK;
};

/** MSETNX key value…: all or none. */
export const msetnx: Run = (context, args) => {
  if (args.length % 2 === 0) return wrongArguments("msetnx");
  for (let i = 1; i < args.length; i += 2) if (context.db.get(args[i] as Bytes) !== undefined) return 0;
  context.changed(setAll(context.db, args));
  return 1;
};

function setAll(db: Database, args: readonly Bytes[]): number {
  for (let i = 1; i < args.length; i += 2) db.set(args[i] as Bytes, new StringValue(args[i + 1] as Bytes));
  return (args.length - 1) / 2;
}
