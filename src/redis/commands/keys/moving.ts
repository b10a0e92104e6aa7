import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import type { Database } from "../../server/database.ts";
import { noSuchKey, OK, ReplyError, syntaxError } from "../../server/reply.ts";
import type { Value } from "../../server/value.ts";
import { databaseArgument, databasePair } from "./database-argument.ts";

const sameObject = (): ReplyError => new ReplyError("ERR source and destination objects are the same");

/** Puts a value in a key's place with the time to live that it has elsewhere. */
function put(db: Database, key: Bytes, value: Value, expiry: number | undefined): void {
  db.delete(key);
  db.set(key, value);
  if (expiry !== undefined) db.setExpiry(key, expiry);
}

/** The value at `from`, which is another key, is at `to` afterwards. */
function rekey(context: CommandContext, from: Bytes, to: Bytes, value: Value): void {
  const { db } = context;
  const expiry = db.expiryOf(from);
  db.delete(from);
  put(db, to, value, expiry);
  context.changed();
}

/** RENAME key newkey. */
export const rename: Run = (context, args) => {
  const [, from, to] = args as readonly [Bytes, Bytes, Bytes];
  const value = context.db.get(from);
  if (value === undefined) return noSuchKey();
  if (from !== to) rekey(context, from, to, value);
  return OK;
};

/** RENAMENX key newkey. */
export const renamenx: Run = (context, args) => {
  const [, from, to] = args as readonly [Bytes, Bytes, Bytes];
  const value = context.db.get(from);
  if (value === undefined) return noSuchKey();
  if (from === to || context.db.get(to) !== undefined) return 0;
  rekey(context, from, to, value);
  return 1;
};

/** MOVE key db. */
export const move: Run = (context, args) => {
  const key = args[1] as Bytes;
  const target = databaseArgument(context, args[2] as Bytes);
  const { db } = context;
  if (target === db) return sameObject();
  const value = db.get(key);
  if (value === undefined || target.get(key) !== undefined) return 0;
  const expiry = db.expiryOf(key);
  db.delete(key);
  put(target, key, value, expiry);
  context.changed();
  return 1;
};

/** COPY source destination [DB index] [REPLACE]. */
export const copy: Run = (context, args) => {
  const [, from, to] = args as readonly [Bytes, Bytes, Bytes];
  const { db } = context;
  let target = db;
  let replace = false;
  for (let i = 3; i < args.length; i++) {
    const option = (args[i] as Bytes).toLowerCase();
    if (option === "replace") replace = true;
    else if (option === "db" && i + 1 < args.length) target = databaseArgument(context, args[++i] as Bytes);
    else throw syntaxError();
  }
  if (target === db && from === to) return sameObject();
  const value = db.get(from);
  if (value === undefined || (target.get(to) !== undefined && !replace)) return 0;
  put(target, to, value.clone(), db.expiryOf(from));
  context.changed();
  return 1;
};

/** SWAPDB index1 index2. */
export const swapdb: Run = (context, args) => {
  const [left, right] = databasePair(context, args[1] as Bytes, args[2] as Bytes);
  if (left !== right) left.swap(right);
  context.changed();
  return OK;
};
