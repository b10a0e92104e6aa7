import {
  BooleanReply, DoubleReply, MapReply, NullArray, type PushReply, ReplyError, SetReply, Status, VerbatimReply,
  type Reply,
} from "../server/reply.ts";
import type { Compat } from "../server/compat.ts";
import { formatDouble } from "../server/numbers.ts";
import type { Bytes } from "../server/bytes.ts";
import { LuaTable, type LuaValue } from "./lua/value.ts";

/** A table with one entry, which says what its value is. */
export function tagged(tag: Bytes, value: LuaValue): LuaTable {
  const table = new LuaTable();
  table.set(tag, value);
  return table;
}

/** What a script gets for an error. `counted` says that statistics know of it already. */
export function errorTable(text: Bytes, counted: boolean): LuaTable {
  const table = tagged("err", text);
  if (counted) table.set("ignore_error_stats_update", true);
  return table;
}

/** Replies as scripts see them, by the version of RESP that the script has chosen. */
export class ReplyConverter {
  readonly #compat: Compat;
  readonly protocol: 2 | 3;

  constructor(compat: Compat, protocol: 2 | 3) {
    this.#compat = compat;
    this.protocol = protocol;
  }

  toLua(reply: Reply): LuaValue {
    if (typeof reply === "string" || typeof reply === "number") return reply;
    if (typeof reply === "bigint") return Number(reply);
    if (reply === null || reply instanceof NullArray) return this.protocol === 3 ? undefined : false;
    if (reply instanceof VerbatimReply) return this.#ofVerbatim(reply);
    if (reply instanceof Status) return tagged("ok", reply.text);
    if (reply instanceof ReplyError) return errorTable(reply.message, true);
    if (this.protocol === 3) return this.#ofResp3(reply);
    if (reply instanceof DoubleReply) return formatDouble(reply.value, this.#compat);
    if (reply instanceof BooleanReply) return reply.value ? 1 : 0;
    return this.#array("items" in reply ? reply.items : reply);
  }

  #ofVerbatim({ text, format }: VerbatimReply): LuaValue {
    if (this.protocol === 2) return text;
    const table = tagged("string", text);
    table.set("format", format);
    return tagged("verbatim_string", table);
  }

  #ofResp3(reply: readonly Reply[] | DoubleReply | BooleanReply | MapReply | SetReply | PushReply): LuaValue {
    if (reply instanceof DoubleReply) return tagged("double", reply.value);
    if (reply instanceof BooleanReply) return reply.value;
    if (reply instanceof MapReply) return tagged("map", this.#map(reply.items));
    if (reply instanceof SetReply) return tagged("set", this.#set(reply.items));
    return this.#array("items" in reply ? reply.items : reply);
  }

  #array(items: readonly Reply[]): LuaTable {
    const table = new LuaTable();
    for (let i = 0; i < items.length; i++) table.set(i + 1, this.toLua(items[i] as Reply));
    return table;
  }

  #map(items: readonly Reply[]): LuaTable {
    const table = new LuaTable();
    for (let i = 0; i + 1 < items.length; i += 2)
      table.set(this.toLua(items[i] as Reply), this.toLua(items[i + 1] as Reply));
    return table;
  }

  #set(items: readonly Reply[]): LuaTable {
    const table = new LuaTable();
    for (const item of items) table.set(this.toLua(item), true);
    return table;
  }
}
