import type { End } from "../../lists/list-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Blocked, CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { NULL_ARRAY, type Reply } from "../../server/reply.ts";
import { blockTimeout } from "./block-timeout.ts";
import { serveOrBlock } from "./blocking.ts";
import { afterRemoval, endArgument, limitOf, listAt, newList } from "./list-access.ts";

interface Move {
  readonly source: Bytes;
  readonly destination: Bytes;
  readonly from: End;
  readonly to: End;
}

/** Moves one element; undefined when the source holds none. */
function move(context: CommandContext, { source, destination, from, to }: Move): Bytes | undefined {
  const list = listAt(context, source);
  if (list === undefined) return undefined;
  const existing = listAt(context, destination);
  const target = existing ?? newList(context);
  const value = list.pop(from);
  const limit = limitOf(context);
  target.prepareFor([value], 0, limit);
  target.push(to, value, limit);
  if (existing === undefined) context.db.set(destination, target);
  else context.db.touch(destination);
  afterRemoval(context, source, list);
  context.changed();
  return value;
}

const moveOf = (args: readonly Bytes[]): Move => ({
  source: args[1] as Bytes, destination: args[2] as Bytes, from: endArgument(args[3]), to: endArgument(args[4]),
});

const rightToLeft = (args: readonly Bytes[]): Move => ({
  source: args[1] as Bytes, destination: args[2] as Bytes, from: "right", to: "left",
});

export const lmove: Run = (context, args) => move(context, moveOf(args)) ?? null;

export const rpoplpush: Run = (context, args) => move(context, rightToLeft(args)) ?? null;

/** `propagated` is the command that stands for the move in the log; it may differ for a client that had to wait. */
function moveOrBlock(
  context: CommandContext, timeout: Bytes | undefined, request: Move, propagated: (woken: boolean) => readonly Bytes[],
): Reply | Blocked {
  const timeoutMs = blockTimeout(context, timeout);
  const take = (taking: CommandContext, _: readonly Bytes[], woken: boolean): Reply | undefined => {
    const value = move(taking, request);
    if (value !== undefined) taking.propagate(propagated(woken));
    return value;
  };
  return serveOrBlock(context, {
    keys: [request.source], timeoutMs, type: "list", take, timedOut: NULL_ARRAY, unserved: null,
  });
}

/** BLMOVE source destination LEFT|RIGHT LEFT|RIGHT timeout. */
export const blmove: Run = (context, args) => {
  const request = moveOf(args);
  const { source, destination, from, to } = request;
  return moveOrBlock(context, args[5], request, (woken) => {
    if (woken && !atLeast(context.compat, "7.2")) return ["LMOVE", source, destination, from, to];
    return ["LMOVE", source, destination, args[3] as Bytes, args[4] as Bytes];
  });
};

/** BRPOPLPUSH source destination timeout. */
export const brpoplpush: Run = (context, args) =>
  moveOrBlock(context, args[3], rightToLeft(args), () => ["RPOPLPUSH", args[1] as Bytes, args[2] as Bytes]);
