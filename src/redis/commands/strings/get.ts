import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { deletingCommand } from "../../server/deletion.ts";
import { syntaxError } from "../../server/reply.ts";
import { EXPIRY_UNITS, positiveExpiry } from "./expiry-options.ts";
import { stringAt } from "./string-access.ts";

/** GET key. */
export const get: Run = (context, args) => stringAt(context, args[1] as Bytes)?.text ?? null;

/** STRLEN key. */
export const strlen: Run = (context, args) => stringAt(context, args[1] as Bytes)?.length ?? 0;

/** GETDEL key. */
export const getdel: Run = (context, args) => {
  const key = args[1] as Bytes;
  const value = stringAt(context, key);
  if (value === undefined) return null;
  context.db.delete(key);
  context.changed();
  context.propagate([atLeast(context.compat, "8.0") ? "DEL" : deletingCommand(context, "lazyfree-lazy-user-del"), key]);
  return value.text;
};

/** GETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST]. */
export const getex: Run = (context, args) => {
  const change = readOption(context, args);
  const key = args[1] as Bytes;
  const value = stringAt(context, key);
  if (value === undefined) return null;
  const at = typeof change === "function" ? change() : undefined;
  if (at !== undefined) expireAt(context, key, at);
  else if (change === "persist") persist(context, key);
  return value.text;
};

/** The expiry is read after the key: what is wrong with it is an error only where there is a key. */
function readOption(context: CommandContext, args: readonly Bytes[]): (() => number) | "persist" | undefined {
  let option: (() => number) | "persist" | undefined;
  let chosen: string | undefined;
  for (let i = 2; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    if (chosen !== undefined && chosen !== name) throw syntaxError();
    chosen = name;
    const unit = EXPIRY_UNITS.get(name);
    const text = args[i + 1];
    if (name === "persist") {
      option = "persist";
    } else if (unit !== undefined && text !== undefined) {
      option = (): number => positiveExpiry(text, unit, context.nowMs, "getex");
      i++;
    } else {
      throw syntaxError();
    }
  }
  return option;
}

function expireAt(context: CommandContext, key: Bytes, at: number): void {
  context.changed();
  if (at <= context.nowMs && !context.db.keepsExpired) {
    context.db.delete(key);
    context.propagate([deletingCommand(context, "lazyfree-lazy-expire"), key]);
    return;
  }
  context.db.setExpiry(key, at);
  context.propagate(["PEXPIREAT", key, String(at)]);
}

function persist(context: CommandContext, key: Bytes): void {
  if (context.db.expiryOf(key) === undefined) return;
  context.db.setExpiry(key, undefined);
  context.changed();
  context.propagate(["PERSIST", key]);
}
