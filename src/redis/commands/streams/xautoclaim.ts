import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { parseInteger, toIndex } from "../../server/int64.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { autoClaim } from "../../streams/claiming.ts";
import type { Delivery } from "../../streams/consumer-group.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { textOfId } from "../../streams/stream-id.ts";
import { intervalStart } from "./arguments.ts";
import { entriesReply, idsReply } from "./entry-reply.ts";
import { groupAt, noKeyOrGroup } from "./stream-access.ts";
import { claimant, minIdleArgument, propagateClaim } from "./xclaim.ts";

const COUNT = 100;
/** Sixteen bytes for each id must be addressable. */
const GREATEST_COUNT = 576_460_752_303_423_487n;

/** XAUTOCLAIM key group consumer min-idle start [COUNT count] [JUSTID]. */
export const xautoclaim: Run = (context, args) => {
  const [, key, name, consumerName, idleText, startText] = args as readonly [Bytes, Bytes, Bytes, Bytes, Bytes, Bytes];
  const minIdle = minIdleArgument(idleText, "XAUTOCLAIM");
  const from = intervalStart(startText);
  const { count, justIds } = readOptions(args);
  const place = groupAt(context, key, name);
  if (place === undefined) throw noKeyOrGroup(key, name);
  const { stream, group } = place;
  const claimed = new EntryBatch();
  const taker = claimant(context, place, consumerName);
  const { next, vanished } = autoClaim(
    stream, group, taker, { from, minIdle, count, nowMs: context.nowMs, justIds }, claimed,
  );
  for (const { id, delivery } of vanished) propagateClaim(context, place, id.ms, id.seq, delivery);
  for (let i = 0; i < claimed.length; i++) {
    const [ms, seq] = [claimed.ms[i] as Uint64, claimed.seq[i] as Uint64];
    propagateClaim(context, place, ms, seq, group.pending.get(ms, seq) as Delivery);
  }
  if (claimed.length > 0) taker().activeAt = context.nowMs;
  return [
    next === undefined ? "0-0" : textOfId(next),
    justIds ? idsReply(claimed) : entriesReply(claimed),
    vanished.map(({ id }) => textOfId(id)),
  ];
};

function readOptions(args: readonly Bytes[]): { readonly count: number; readonly justIds: boolean } {
  let count = COUNT;
  let justIds = false;
  for (let at = 6; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase();
    if (option === "justid") {
      justIds = true;
    } else if (option === "count" && at + 1 < args.length) {
      const value = parseInteger(args[++at] as Bytes);
      if (value === undefined || value <= 0 || value > GREATEST_COUNT) throw new ReplyError("ERR COUNT must be > 0");
      count = toIndex(value);
    } else {
      throw syntaxError();
    }
  }
  return { count, justIds };
}
