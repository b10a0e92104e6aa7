import type { Machine } from "../lua/machine.ts";
import { argumentFault, checkBytes, checkNumber, NativeFunction, register, type Native } from "../lua/native.ts";
import { isTrue } from "../lua/operations.ts";
import { LuaTable, LuaUserdata, type LuaValue } from "../lua/value.ts";
import { JsonEncoder } from "./json-encoder.ts";
import { JsonDecoder } from "./json-decoder.ts";
import { defaultSettings, type JsonSettings } from "./json-settings.ts";

const MAX_INTEGER = 2_147_483_647;

/** `cjson`. Settings hold until a script changes them again, as on a server. */
export function openJson(machine: Machine): LuaTable {
  return module(machine, new LuaUserdata(true));
}

function module(machine: Machine, nothing: LuaUserdata): LuaTable {
  const table = new LuaTable();
  const settings = defaultSettings();
  register(table, {
    ...coding(machine, settings, nothing),
    ...limits(machine, settings),
    ...switches(machine, settings),
  });
  table.set("new", new NativeFunction(() => module(machine, nothing)));
  table.set("null", nothing);
  table.set("_NAME", "cjson");
  table.set("_VERSION", "2.1.0");
  return table;
}

function coding(machine: Machine, settings: JsonSettings, nothing: LuaUserdata): Record<string, Native> {
  const checkSingle = (args: readonly LuaValue[]): void => {
    if (args.length !== 1) throw argumentFault(machine, 1, "expected 1 argument");
  };
  return {
    encode: (args) => {
      checkSingle(args);
      return new JsonEncoder(machine, settings, nothing).encode(args[0]);
    },
    decode: (args) => {
      checkSingle(args);
      return new JsonDecoder(machine, settings, nothing, checkBytes(machine, args, 1)).decode();
    },
  };
}

function checkRange(machine: Machine, args: readonly LuaValue[], position: number, low: number, high: number): number {
  const value = checkNumber(machine, args, position);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw argumentFault(machine, position, `expected integer between ${low} and ${high}`);
  }
  return value;
}

function limits(machine: Machine, settings: JsonSettings): Record<string, Native> {
  const limit = (name: "encodeMaxDepth" | "decodeMaxDepth" | "precision", high: number): Native => (args) => {
    if (args.length > 1) throw argumentFault(machine, 2, "found too many arguments");
    if (args[0] !== undefined) settings[name] = checkRange(machine, args, 1, 1, high);
    return settings[name];
  };
  return {
    encode_max_depth: limit("encodeMaxDepth", MAX_INTEGER),
    decode_max_depth: limit("decodeMaxDepth", MAX_INTEGER),
    encode_number_precision: limit("precision", 14),
  };
}

function switches(machine: Machine, settings: JsonSettings): Record<string, Native> {
  return {
    encode_sparse_array: (args) => {
      if (args.length > 3) throw argumentFault(machine, 4, "found too many arguments");
      if (args[0] !== undefined) settings.convertsSparse = isTrue(args[0]);
      if (args[1] !== undefined) settings.sparseRatio = checkRange(machine, args, 2, 0, MAX_INTEGER);
      if (args[2] !== undefined) settings.sparseSafe = checkRange(machine, args, 3, 0, MAX_INTEGER);
      return [settings.convertsSparse, settings.sparseRatio, settings.sparseSafe];
    },
    encode_invalid_numbers: (args) => {
      const [value] = args;
      if (value === "null" || typeof value === "boolean") settings.encodesInvalid = value;
      else if (value === "on" || value === "off") settings.encodesInvalid = value === "on";
      else if (value !== undefined) throw argumentFault(machine, 1, `invalid option '${checkBytes(machine, args, 1)}'`);
      return settings.encodesInvalid;
    },
    decode_invalid_numbers: (args) => {
      if (args[0] !== undefined) settings.decodesInvalid = args[0] === "on" || (args[0] !== "off" && isTrue(args[0]));
      return settings.decodesInvalid;
    },
    encode_keep_buffer: (args) => {
      if (args[0] !== undefined) settings.keepsBuffer = args[0] === "on" || (args[0] !== "off" && isTrue(args[0]));
      return settings.keepsBuffer;
    },
  };
}
