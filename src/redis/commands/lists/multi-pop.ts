import type { End, ListValue } from "../../lists/list-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { NULL_ARRAY, syntaxError, type Reply } from "../../server/reply.ts";
import { blockTimeout } from "./block-timeout.ts";
import { serveOrBlock } from "./blocking.ts";
import { countedKeys, positive } from "./integer-arguments.ts";
import { afterRemoval, endArgument, listAt, popName } from "./list-access.ts";

const NOTHING = { timedOut: NULL_ARRAY, unserved: NULL_ARRAY };

type Found = readonly [key: Bytes, list: ListValue];

/** The first of the keys that holds a list. */
function firstList(context: CommandContext, keys: readonly Bytes[]): Found | undefined {
  for (const key of keys) {
    const list = listAt(context, key);
    if (list !== undefined) return [key, list];
  }
  return undefined;
}

/** BLPOP, BRPOP: key… timeout. */
export const blockingPop = (end: End): Run => (context, args) => {
  const timeoutMs = blockTimeout(context, args.at(-1));
  const take = (taking: CommandContext, keys: readonly Bytes[]): Reply | undefined => {
    const found = firstList(taking, keys);
    if (found === undefined) return undefined;
    const [key, list] = found;
    const value = list.pop(end);
    afterRemoval(taking, key, list);
    taking.changed();
    taking.propagate([popName(end), key]);
    return [key, value];
  };
  return serveOrBlock(context, { keys: args.slice(1, -1), timeoutMs, type: "list", take, ...NOTHING });
};

interface MultiPop {
  readonly keys: readonly Bytes[];
  readonly end: End;
  readonly count: number;
}

/** Reads `numkeys key… LEFT|RIGHT [COUNT count]`. */
function multiPopOf(args: readonly Bytes[], at: number): MultiPop {
  const { keys, end: place } = countedKeys(args, at, true);
  const end = endArgument(args[place]);
  if (args.length === place + 1) return { keys, end, count: 1 };
  if (args.length !== place + 3 || args[place + 1]?.toLowerCase() !== "count") throw syntaxError();
  return { keys, end, count: positive(args[place + 2], "ERR count should be greater than 0") };
}

function takeMany(context: CommandContext, keys: readonly Bytes[], { end, count }: MultiPop): Reply | undefined {
  const found = firstList(context, keys);
  if (found === undefined) return undefined;
  const [key, list] = found;
  const values = list.cut(end, Math.min(count, list.length));
  afterRemoval(context, key, list);
  context.changed(values.length);
  context.propagate([popName(end), key, String(values.length)]);
  return [key, values];
}

/** LMPOP numkeys key… LEFT|RIGHT [COUNT count]. */
export const lmpop: Run = (context, args) => {
  const request = multiPopOf(args, 1);
  return takeMany(context, request.keys, request) ?? NULL_ARRAY;
};

/** BLMPOP timeout numkeys key… LEFT|RIGHT [COUNT count]. */
export const blmpop: Run = (context, args) => {
  const request = multiPopOf(args, 2);
  const timeoutMs = blockTimeout(context, args[1]);
  const take = (taking: CommandContext, keys: readonly Bytes[]): Reply | undefined => takeMany(taking, keys, request);
  return serveOrBlock(context, { keys: request.keys, timeoutMs, type: "list", take, ...NOTHING });
};
