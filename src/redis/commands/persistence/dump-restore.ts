import { BadFormat } from "../../persistence/bad-format.ts";
import { dumpPayload, isPayload, readPayload } from "../../persistence/dump-payload.ts";
import { storedOf, valueOf } from "../../persistence/value-binding.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { parseInteger, toIndex } from "../../server/int64.ts";
import { notAnInteger, OK, ReplyError, syntaxError, type Reply } from "../../server/reply.ts";
import type { Value } from "../../server/value.ts";

/** DUMP key. */
export const dump: Run = ({ db, compat }, args) => {
  const value = db.get(args[1] as Bytes);
  return value === undefined ? null : dumpPayload(storedOf(value), value.encoding, compat);
};

interface Options {
  readonly replaces: boolean;
  readonly isAbsolute: boolean;
  /** Seconds since the last access. */
  readonly idle: number | undefined;
}

/** RESTORE key ttl payload [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]. */
export const restore: Run = (context, args) => {
  const { db, nowMs } = context;
  const [, key, ttlText, payload] = args as [Bytes, Bytes, Bytes, Bytes];
  const { replaces, isAbsolute, idle } = readOptions(args);
  if (!replaces && db.get(key) !== undefined) throw new ReplyError("BUSYKEY Target key name already exists.");
  const ttl = parseInteger(ttlText);
  if (ttl === undefined) throw notAnInteger();
  if (ttl < 0) throw new ReplyError("ERR Invalid TTL value, must be >= 0");
  if (!isPayload(payload, context.compat)) throw new ReplyError("ERR DUMP payload version or checksum are wrong");
  const value = readValue(context, payload);
  const expiresAtMs = ttl === 0 ? undefined : Number(ttl) + (isAbsolute ? 0 : nowMs);
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs && !db.keepsExpired) return removed(context, key);
  db.delete(key);
  db.set(key, value);
  if (idle !== undefined) value.accessedAt = Math.floor(nowMs / 1_000) - idle;
  if (expiresAtMs !== undefined) db.setExpiry(key, expiresAtMs);
  context.changed();
  if (expiresAtMs !== undefined && !isAbsolute)
    context.propagate([...args.slice(0, 2), String(expiresAtMs), ...args.slice(3), "ABSTTL"]);
  return OK;
};

/** The time that it was given has passed already. */
function removed(context: CommandContext, key: Bytes): Reply {
  if (!context.db.delete(key)) return OK;
  context.changed();
  context.propagate(["DEL", key]);
  return OK;
}

function readValue(context: CommandContext, payload: Bytes): Value {
  try {
    return valueOf(readPayload(payload, context.compat), context.server);
  } catch (error) {
    if (error instanceof BadFormat) throw new ReplyError("ERR Bad data format");
    throw error;
  }
}

/** How often the key was used is nothing that this server keeps: FREQ is only checked. */
function readOptions(args: readonly Bytes[]): Options {
  let replaces = false;
  let isAbsolute = false;
  let idle: number | undefined;
  let aging: "idletime" | "freq" | undefined;
  for (let at = 4; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase();
    const argument = args[at + 1];
    if (option === "replace") {
      replaces = true;
    } else if (option === "absttl") {
      isAbsolute = true;
    } else if ((option === "idletime" || option === "freq") && argument !== undefined && (aging ?? option) === option) {
      const age = readAge(option, argument);
      if (option === "idletime") idle = age;
      aging = option;
      at++;
    } else {
      throw syntaxError();
    }
  }
  return { replaces, isAbsolute, idle };
}

function readAge(option: "idletime" | "freq", text: Bytes): number {
  const value = parseInteger(text);
  if (value === undefined) throw notAnInteger();
  if (option === "idletime" && value < 0) throw new ReplyError("ERR Invalid IDLETIME value, must be >= 0");
  if (option === "freq" && (value < 0 || value > 255))
    throw new ReplyError("ERR Invalid FREQ value, must be >= 0 and <= 255");
  return toIndex(value);
}
