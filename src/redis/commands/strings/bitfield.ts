import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { int64, parseInteger, type Int64 } from "../../server/int64.ts";
import { notAnInteger, ReplyError, syntaxError, type Reply } from "../../server/reply.ts";
import {
  fitField, fitSetField, readField, writeField, type FieldType, type Overflow,
} from "../../strings/bit-field.ts";
import { bitOffset, editedBytes } from "./bit-access.ts";
import { stringAt } from "./string-access.ts";

interface FieldOperation {
  readonly name: "get" | "set" | "incrby";
  readonly type: FieldType;
  readonly offset: number;
  readonly operand: Int64;
  readonly overflow: Overflow;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * BITFIELD key [GET type offset | [OVERFLOW WRAP | SAT | FAIL] SET type offset value | INCRBY type offset increment]….
 */
export const bitfield: Run = (context, args) =>
  execute(context, args[1] as Bytes, readOperations(context, args, false));

/** BITFIELD_RO key [GET type offset]…. */
export const bitfieldRo: Run = (context, args) =>
  execute(context, args[1] as Bytes, readOperations(context, args, true));

function readOperations(context: CommandContext, args: readonly Bytes[], readonly: boolean): readonly FieldOperation[] {
  const operations: FieldOperation[] = [];
  let overflow: Overflow = "wrap";
  for (let i = 2; i < args.length;) {
    const name = (args[i] as Bytes).toLowerCase();
    if (name === "overflow" && i + 1 < args.length) {
      overflow = overflowOf(args[i + 1] as Bytes);
      i += 2;
      continue;
    }
    const words = name === "get" ? 3 : 4;
    if ((name !== "get" && name !== "set" && name !== "incrby") || i + words > args.length) throw syntaxError();
    const type = typeOf(args[i + 1] as Bytes);
    const offset = bitOffset(context, args[i + 2] as Bytes, type.bits);
    const operand = words === 4 ? parseInteger(args[i + 3] as Bytes) : 0;
    if (operand === undefined) throw notAnInteger();
    operations.push({ name, type, offset, operand, overflow });
    i += words;
  }
  if (readonly && operations.some(({ name }) => name !== "get")) {
    throw new ReplyError("ERR BITFIELD_RO only supports the GET subcommand");
  }
  return operations;
}

function overflowOf(text: Bytes): Overflow {
  const name = text.toLowerCase();
  if (name === "wrap" || name === "sat" || name === "fail") return name;
  throw new ReplyError("ERR Invalid OVERFLOW type specified");
}

function typeOf(text: Bytes): FieldType {
  const signed = text.startsWith("i");
  const bits = signed || text.startsWith("u") ? parseInteger(text.slice(1)) : undefined;
  if (bits === undefined || bits < 1 || bits > (signed ? 64 : 63)) {
    throw new ReplyError(
      "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
    );
  }
  return { signed, bits: Number(bits) };
}

function execute(context: CommandContext, key: Bytes, operations: readonly FieldOperation[]): Reply {
  const writes = operations.filter(({ name }) => name !== "get");
  const value = stringAt(context, key);
  if (writes.length === 0) {
    const bytes = value?.array ?? NO_BYTES;
    return operations.map(({ offset, type }) => int64(readField(bytes, offset, type)));
  }
  const reach = writes.reduce(
    (furthest, { offset, type }) => Math.max(furthest, Math.floor((offset + type.bits - 1) / 8) + 1), 0,
  );
  const bytes = editedBytes(context, key, reach);
  const replies = operations.map((operation) => apply(bytes, operation));
  const refused = replies.filter((reply) => reply === null).length;
  if (refused === writes.length) return replies;
  context.db.touch(key);
  context.changed(writes.length - refused);
  return replies;
}

/** SET answers what was there, INCRBY what is there now; null when a value does not fit and was not to be cut. */
function apply(bytes: Uint8Array, { name, type, offset, operand, overflow }: FieldOperation): Int64 | null {
  const old = readField(bytes, offset, type);
  if (name === "get") return int64(old);
  // What an unsigned field is set to is unsigned as well: -1 is the largest there is.
  const value = name === "set" && !type.signed ? BigInt.asUintN(64, BigInt(operand)) : BigInt(operand);
  const fitted = name === "set" ? fitSetField(value, type, overflow) : fitField(old + value, type, overflow);
  if (fitted === undefined) return null;
  writeField(bytes, offset, type, fitted);
  return int64(name === "set" ? old : fitted);
}
