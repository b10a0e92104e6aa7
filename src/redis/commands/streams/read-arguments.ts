import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast, type Compat } from "../../server/compat.ts";
import { MAX_INT64, parseInteger } from "../../server/int64.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { countArgument } from "./arguments.ts";

/** The options of XREAD and XREADGROUP. */
export interface ReadOptions {
  /** Infinity when there is no limit. */
  readonly count: number;
  /** Undefined when it does not block; 0 blocks for ever. */
  readonly blockMs: number | undefined;
  readonly reader: { readonly group: Bytes; readonly consumer: Bytes; readonly noAck: boolean } | undefined;
  readonly keys: readonly Bytes[];
  /** As given, one for each key. */
  readonly ids: readonly Bytes[];
}

/** @throws {ReplyError} The options are none, or not those of that command. */
export function readOptions(context: CommandContext, args: readonly Bytes[], isGroup: boolean): ReadOptions {
  let count = Infinity;
  let blockMs: number | undefined;
  let noAck = false;
  let named: readonly [Bytes, Bytes] | undefined;
  let at = 1;
  for (; at < args.length; at++) {
    const following = args.length - 1 - at;
    const option = (args[at] as Bytes).toLowerCase();
    if (option === "block" && following >= 1) {
      if (context.inScript && !atLeast(context.compat, "8.0")) throw notFromScripts(args);
      blockMs = blockTime(context, args[++at] as Bytes);
    } else if (option === "count" && following >= 1) {
      const limit = countArgument(args[++at]);
      count = limit === 0 ? Infinity : limit;
    } else if (option === "streams" && following >= 1) {
      if (following % 2 === 1) throw unbalanced(context.compat, isGroup);
      break;
    } else if (option === "group" && following >= 2) {
      if (!isGroup) throw onlyForGroups("GROUP");
      named = [args[at + 1] as Bytes, args[at + 2] as Bytes];
      at += 2;
    } else if (option === "noack") {
      if (!isGroup) throw onlyForGroups("NOACK");
      noAck = true;
    } else {
      throw syntaxError();
    }
  }
  if (at === args.length) throw syntaxError();
  if (isGroup && named === undefined) throw new ReplyError("ERR Missing GROUP option for XREADGROUP");
  const reader = named === undefined ? undefined : { group: named[0], consumer: named[1], noAck };
  const streams = (args.length - at - 1) / 2;
  return { count, blockMs, reader, keys: args.slice(at + 1, at + 1 + streams), ids: args.slice(at + 1 + streams) };
}

/** Where the keys lie among the arguments: the first half of what follows STREAMS. */
export function streamKeyPlaces(args: readonly Bytes[]): readonly number[] {
  for (let at = 1; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase();
    if (option === "block" || option === "count") at++;
    else if (option === "group") at += 2;
    else if (option === "streams") return Array.from({ length: (args.length - at - 1) >> 1 }, (_, i) => at + 1 + i);
    else if (option !== "noack") return [];
  }
  return [];
}

function blockTime(context: CommandContext, text: Bytes): number {
  const ms = parseInteger(text);
  if (ms === undefined) throw new ReplyError("ERR timeout is not an integer or out of range");
  if (ms < 0) throw new ReplyError("ERR timeout is negative");
  if (atLeast(context.compat, "7.2") && BigInt(ms) > MAX_INT64 - BigInt(context.nowMs)) {
    throw new ReplyError("ERR timeout is out of range");
  }
  return Number(ms);
}

function unbalanced(compat: Compat, isGroup: boolean): ReplyError {
  const [name, special] = atLeast(compat, "7.2")
    ? isGroup
      ? ["'xreadgroup'", ">"]
      : ["'xread'", "$"]
    : ["XREAD", "$"];
  return new ReplyError(
    `ERR Unbalanced ${name} list of streams: for each stream key an ID or '${special}' must be specified.`,
  );
}

const onlyForGroups = (option: string): ReplyError =>
  new ReplyError(`ERR The ${option} option is only supported by XREADGROUP. You called XREAD instead.`);

const notFromScripts = (args: readonly Bytes[]): ReplyError =>
  new ReplyError(`ERR ${args[0] as Bytes} command is not allowed with BLOCK option from scripts`);
