import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "../lua/machine.ts";
import { argumentFault, checkBytes, checkInteger, optionalInteger, register } from "../lua/native.ts";
import { LuaTable, type LuaValue, type Results } from "../lua/value.ts";
import { packValue } from "./message-pack-writer.ts";
import { MessagePackReader } from "./message-pack-reader.ts";

export interface MessagePackOptions {
  readonly copyright: Bytes;
}

/** `cmsgpack`. */
export function openMessagePack(machine: Machine, { copyright }: MessagePackOptions): LuaTable {
  const table = new LuaTable();
  register(table, {
    pack: (args) => {
      if (args.length === 0) throw argumentFault(machine, 0, "MessagePack pack needs input.");
      const packed = args.map((value) => packValue(machine, value, 0)).join("");
      machine.reserve(packed.length);
      return packed;
    },
    unpack: (args) => unpacked(machine, args, Infinity, 0),
    unpack_one: (args) => unpacked(machine, args, 1, optionalInteger(machine, args, 2, 0)),
    unpack_limit: (args) => {
      const limit = checkInteger(machine, args, 2);
      return unpacked(machine, args, limit, optionalInteger(machine, args, 3, 0));
    },
  });
  table.set("_NAME", "cmsgpack");
  table.set("_VERSION", "lua-cmsgpack 0.4.0");
  table.set("_COPYRIGHT", copyright);
  table.set("_DESCRIPTION", "MessagePack C implementation for Lua");
  return table;
}

/** With a limit, the values follow the offset at which to go on, -1 at the end. */
function unpacked(machine: Machine, args: readonly LuaValue[], limit: number, offset: number): Results {
  const bytes = checkBytes(machine, args, 1);
  if (offset < 0 || limit < 0) {
    throw machine.fault(`Invalid request to unpack with offset of ${offset} and limit of ${bytes.length}.`);
  }
  if (offset > bytes.length) throw machine.fault(`Start offset ${offset} greater than input length ${bytes.length}.`);
  const isAll = limit === 0 || limit === Infinity;
  const reader = new MessagePackReader(machine, bytes, offset);
  const values: LuaValue[] = [];
  while (!reader.isAtEnd && (isAll || values.length < limit)) values.push(reader.read(0));
  return isAll ? values : [reader.isAtEnd ? -1 : reader.at, ...values];
}
