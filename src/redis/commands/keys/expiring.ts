import { deletingCommand } from "../../server/deletion.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { MAX_INT64, MIN_INT64, parseInteger } from "../../server/int64.ts";
import { notAnInteger, ReplyError } from "../../server/reply.ts";

export type ExpireCommand = "expire" | "pexpire" | "expireat" | "pexpireat";

interface Conditions {
  readonly nx: boolean;
  readonly xx: boolean;
  readonly gt: boolean;
  readonly lt: boolean;
}

/** EXPIRE key time [NX | XX | GT | LT], and its siblings. */
export const expire = (command: ExpireCommand): Run => (context, args) => {
  const key = args[1] as Bytes;
  const conditions = readConditions(args);
  const at = expiry(command, args[2] as Bytes, context.nowMs);
  const { db } = context;
  if (db.get(key) === undefined || !allows(conditions, db.expiryOf(key), at)) return 0;
  context.changed();
  if (at <= context.nowMs && !db.keepsExpired) {
    db.delete(key);
    context.propagate([deletingCommand(context, "lazyfree-lazy-expire"), key]);
  } else {
    db.setExpiry(key, at);
    context.propagate(["PEXPIREAT", key, String(farTime(at)), ...args.slice(3)]);
  }
  return 1;
};

function readConditions(args: readonly Bytes[]): Conditions {
  const conditions = { nx: false, xx: false, gt: false, lt: false };
  for (let i = 3; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    if (name !== "nx" && name !== "xx" && name !== "gt" && name !== "lt") {
      throw new ReplyError(`ERR Unsupported option ${args[i] as Bytes}`);
    }
    conditions[name] = true;
  }
  if (conditions.nx && (conditions.xx || conditions.gt || conditions.lt)) {
    throw new ReplyError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (conditions.gt && conditions.lt) {
    throw new ReplyError("ERR GT and LT options at the same time are not compatible");
  }
  return conditions;
}

/** Unix ms. */
function expiry(command: ExpireCommand, text: Bytes, nowMs: number): number {
  const value = parseInteger(text);
  if (value === undefined) throw notAnInteger();
  const ms = BigInt(value) * (command.startsWith("p") ? 1n : 1_000n);
  const at = ms + (command.endsWith("at") ? 0n : BigInt(nowMs));
  if (ms > MAX_INT64 || ms < MIN_INT64 || at > MAX_INT64) {
    throw new ReplyError(`ERR invalid expire time in '${command}' command`);
  }
  return Number(at);
}

/** A key that stays counts as one that expires last of all. */
function allows({ nx, xx, gt, lt }: Conditions, current: number | undefined, at: number): boolean {
  if (nx && current !== undefined) return false;
  if (xx && current === undefined) return false;
  if (gt && (current === undefined || at <= current)) return false;
  return !(lt && current !== undefined && at >= current);
}

/** PERSIST key. */
export const persist: Run = (context, args) => {
  const key = args[1] as Bytes;
  const { db } = context;
  if (db.get(key) === undefined || db.expiryOf(key) === undefined) return 0;
  db.setExpiry(key, undefined);
  context.changed();
  return 1;
};

/** TTL, PTTL (time left), EXPIRETIME, PEXPIRETIME (Unix time): -1 when the key stays, -2 when there is none. */
export const timeToLive = (msEach: 1 | 1_000, absolute: boolean): Run => (context, args) => {
  const at = expiryOf(context, args[1] as Bytes);
  if (at < 0) return at;
  const ms = absolute ? at : Math.max(0, at - context.nowMs);
  const rounded = msEach === 1 ? ms : Math.floor((ms + 500) / 1_000);
  return Number.isSafeInteger(rounded) ? rounded : farTime(rounded);
};

/** Times are kept as numbers: the last of all, 2^63 - 1 ms, would be rounded up beyond its range. */
const farTime = (ms: number): bigint => (BigInt(ms) > MAX_INT64 ? MAX_INT64 : BigInt(ms));

function expiryOf({ db }: CommandContext, key: Bytes): number {
  if (db.peek(key) === undefined) return -2;
  return db.expiryOf(key) ?? -1;
}
