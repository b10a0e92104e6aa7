import type { Bytes } from "../server/bytes.ts";
import {
  BooleanReply, DoubleReply, MapReply, ReplyError, SetReply, Status, VerbatimReply, type Reply,
} from "../server/reply.ts";
import { LuaTable, type LuaValue } from "./lua/value.ts";

/** How deep the arrays of a reply may nest. A server goes to some 8,000; no client reads that. */
const MAX_DEPTH = 1_000;

const withoutLineEnds = (text: Bytes): Bytes => text.replace(/[\r\n]/g, " ");

/** As far as C reads a text. */
export const upToZero = (text: Bytes): Bytes => text.split("\0", 1)[0] as Bytes;

/** An error is one line. */
export const oneLine = (text: Bytes): Bytes => withoutLineEnds(upToZero(text).replace(/[\r\n]+$/, ""));

const MIN_INT64 = -9_223_372_036_854_775_808n;

/** A double as processors cut it to 64 bits: what does not fit is the smallest. */
function integerOf(value: number): number | bigint {
  const whole = Math.trunc(value);
  if (Number.isSafeInteger(whole)) return whole || 0;
  return Math.abs(whole) < 2 ** 63 ? BigInt(whole) : MIN_INT64;
}

/** What a client gets for what a script returned. `protocol` is the one that the script has chosen. */
export function toReply(value: LuaValue, protocol: 2 | 3, depth = 0): Reply {
  switch (typeof value) {
    case "string": return value;
    case "number": return integerOf(value);
    case "boolean": return protocol === 3 ? new BooleanReply(value) : value ? 1 : null;
    case "undefined": return null;
    default:
      if (!(value instanceof LuaTable)) return null;
      return depth > MAX_DEPTH ? new ReplyError("ERR reached lua stack limit") : ofTable(value, protocol, depth + 1);
  }
}

function ofTable(table: LuaTable, protocol: 2 | 3, depth: number): Reply {
  const error = table.getString("err");
  if (typeof error === "string") return new ReplyError(oneLine(error));
  const status = table.getString("ok");
  if (typeof status === "string") return new Status(withoutLineEnds(upToZero(status)));
  const double = table.getString("double");
  if (typeof double === "number") return new DoubleReply(double);
  const map = table.getString("map");
  if (map instanceof LuaTable)
    return new MapReply(entries(map, (key, value) => [toReply(key, protocol, depth), toReply(value, protocol, depth)]));
  const set = table.getString("set");
  if (set instanceof LuaTable) return new SetReply(entries(set, (key) => [toReply(key, protocol, depth)]));
  return ofText(table) ?? array(table, protocol, depth);
}

function ofText(table: LuaTable): Reply | undefined {
  const big = table.getString("big_number");
  if (typeof big === "string") return bigNumber(withoutLineEnds(big));
  const verbatim = table.getString("verbatim_string");
  if (!(verbatim instanceof LuaTable)) return undefined;
  const format = verbatim.getString("format");
  const text = verbatim.getString("string");
  if (typeof format !== "string" || typeof text !== "string") return undefined;
  return new VerbatimReply(format === "mkd" ? "mkd" : "txt", text);
}

/**
 * The replies that the model knows have no big number beyond 64 bits: it goes as the bulk string that RESP 2 makes of
 * it.
 */
const bigNumber = (text: Bytes): Reply => text;

function entries(table: LuaTable, reply: (key: LuaValue, value: LuaValue) => readonly Reply[]): Reply[] {
  const items: Reply[] = [];
  for (let entry = table.after(undefined); entry; entry = table.after(entry[0]))
    items.push(...reply(entry[0], entry[1]));
  return items;
}

/** Up to the first nil. */
function array(table: LuaTable, protocol: 2 | 3, depth: number): Reply {
  const items: Reply[] = [];
  for (let i = 1; ; i++) {
    const item = table.get(i);
    if (item === undefined) return items;
    items.push(toReply(item, protocol, depth));
  }
}
