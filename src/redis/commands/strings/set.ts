import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { deletingCommand } from "../../server/deletion.ts";
import { OK, syntaxError } from "../../server/reply.ts";
import { StringValue } from "../../strings/string-value.ts";
import { EXPIRY_UNITS, positiveExpiry, type ExpiryUnit } from "./expiry-options.ts";
import { stringAt } from "./string-access.ts";

interface SetOptions {
  condition?: "nx" | "xx";
  get?: boolean;
  keepTtl?: boolean;
  expiry?: { readonly unit: ExpiryUnit; readonly text: Bytes };
}

/** SET key value [NX | XX] [GET] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL]. */
export const set: Run = (context, args) => {
  if (args.length > 3) return setWith(context, args, readOptions(args));
  context.db.set(args[1] as Bytes, new StringValue(args[2] as Bytes));
  context.changed();
  return OK;
};

function readOptions(args: readonly Bytes[]): SetOptions {
  const options: SetOptions = {};
  for (let i = 3; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    const unit = EXPIRY_UNITS.get(name);
    const text = args[i + 1];
    if (name === "nx" || name === "xx") {
      if (options.condition !== undefined && options.condition !== name) throw syntaxError();
      options.condition = name;
    } else if (name === "get") {
      options.get = true;
    } else if (name === "keepttl" && options.expiry === undefined) {
      options.keepTtl = true;
    } else if (
      unit !== undefined &&
      text !== undefined &&
      options.keepTtl !== true &&
      (options.expiry?.unit ?? unit) === unit
    ) {
      options.expiry = { unit, text };
      i++;
    } else {
      throw syntaxError();
    }
  }
  return options;
}

function setWith(context: CommandContext, args: readonly Bytes[], options: SetOptions): Bytes | null | typeof OK {
  const { db } = context;
  const key = args[1] as Bytes;
  const value = args[2] as Bytes;
  const { condition, expiry, get = false, keepTtl = false } = options;
  const at = expiry === undefined ? undefined : positiveExpiry(expiry.text, expiry.unit, context.nowMs, "set");
  const old = get ? stringAt(context, key)?.text ?? null : null;
  if (condition !== undefined && (db.get(key) !== undefined) !== (condition === "xx")) return old;
  if (at !== undefined && at <= context.nowMs && deletesAtOnce(context)) {
    if (db.delete(key)) deleted(context, key);
    return get ? old : OK;
  }
  db.set(key, new StringValue(value), keepTtl);
  if (at !== undefined) db.setExpiry(key, at);
  context.changed();
  if (at !== undefined) propagateExpiry(context, args, at, expiry);
  else if (get) context.propagate(args.filter((arg, i) => i < 3 || arg.toLowerCase() !== "get"));
  return get ? old : OK;
}

/** Older servers store what has expired already, and remove it when it is next looked at. */
const deletesAtOnce = ({ compat, db }: CommandContext): boolean => atLeast(compat, "8.0") && !db.keepsExpired;

function deleted(context: CommandContext, key: Bytes): void {
  context.changed();
  context.propagate([deletingCommand(context, "lazyfree-lazy-expire"), key]);
}

/** The log gets the time at which the key goes; newer servers leave a command alone that says it already. */
function propagateExpiry(
  context: CommandContext, args: readonly Bytes[], at: number, expiry: SetOptions["expiry"],
): void {
  const isPxat = expiry?.unit.absolute === true && expiry.unit.msEach === 1;
  if (!isPxat || !atLeast(context.compat, "7.2")) {
    context.propagate(["SET", args[1] as Bytes, args[2] as Bytes, "PXAT", String(at)]);
  }
}

/** SETNX key value. */
export const setnx: Run = (context, args) => {
  const key = args[1] as Bytes;
  if (context.db.get(key) !== undefined) return 0;
  context.db.set(key, new StringValue(args[2] as Bytes));
  context.changed();
  return 1;
};

/** SETEX key seconds value, PSETEX key milliseconds value. */
export const setWithExpiry = (command: "setex" | "psetex"): Run => {
  const unit: ExpiryUnit = { msEach: command === "setex" ? 1_000 : 1, absolute: false };
  return (context, args) => {
    const key = args[1] as Bytes;
    const value = args[3] as Bytes;
    const at = positiveExpiry(args[2] as Bytes, unit, context.nowMs, command);
    context.db.set(key, new StringValue(value));
    context.db.setExpiry(key, at);
    context.changed();
    context.propagate(["SET", key, value, "PXAT", String(at)]);
    return OK;
  };
};

/** GETSET key value. */
export const getset: Run = (context, args) => {
  const key = args[1] as Bytes;
  const value = args[2] as Bytes;
  const old = stringAt(context, key)?.text ?? null;
  context.db.set(key, new StringValue(value));
  context.changed();
  context.propagate(["SET", key, value]);
  return old;
};
