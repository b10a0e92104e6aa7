import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "./machine.ts";
import { textOfNumber } from "./number-text.ts";
import { metamethod } from "./operations.ts";
import { first, LuaFunction, LuaUserdata, typeOf, type LuaObject, type LuaValue } from "./value.ts";

/** As `tostring` writes it. */
export function textOf(machine: Machine, value: LuaValue): Bytes {
  switch (typeof value) {
    case "string": return value;
    case "number": return textOfNumber(value);
    case "boolean": return value ? "true" : "false";
    case "undefined": return "nil";
    default: return textOfObject(machine, value);
  }
}

function textOfObject(machine: Machine, value: LuaObject): Bytes {
  const handler = metamethod(machine, value, "__tostring");
  if (handler instanceof LuaFunction) {
    const text = first(handler.call([value]));
    return typeof text === "string" ? text : textOf(machine, text);
  }
  if (value instanceof LuaUserdata && value.isNull) return "userdata: (nil)";
  return `${typeOf(value)}: 0x${machine.addressOf(value).toString(16).padStart(12, "0")}`;
}
