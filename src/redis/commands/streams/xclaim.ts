import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { parseInteger, toIndex } from "../../server/int64.ts";
import { ReplyError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { claim, type ClaimRecord } from "../../streams/claiming.ts";
import type { Consumer, Delivery } from "../../streams/consumer-group.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { compareStreamIds, parseStreamId, textOfId, type StreamId } from "../../streams/stream-id.ts";
import { idArgument } from "./arguments.ts";
import { entriesReply, idsReply } from "./entry-reply.ts";
import { deliveryForm, groupPositionForm, isPropagating } from "./propagation.ts";
import { groupAt, noKeyOrGroup, type GroupPlace } from "./stream-access.ts";

export interface Claim extends ClaimRecord {
  readonly ids: readonly StreamId[];
  readonly minIdle: number;
  /** Makes pending what is not. */
  readonly force: boolean;
  readonly last: StreamId | undefined;
}

/** XCLAIM key group consumer min-idle id [id …] [IDLE ms] [TIME ms] [RETRYCOUNT n] [FORCE] [JUSTID] [LASTID id]. */
export const xclaim: Run = (context, args) => {
  const [, key, name, consumerName] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const place = groupAt(context, key, name);
  if (place === undefined) throw noKeyOrGroup(key, name);
  const options = readOptions(context, args);
  const claimed = claimEntries(context, place, consumerName, options);
  return options.justIds ? idsReply(claimed) : entriesReply(claimed);
};

/** Gives entries to a consumer; what it got. */
export function claimEntries(
  context: CommandContext, place: GroupPlace, consumerName: Bytes, options: Claim,
): EntryBatch {
  const { key, group, stream } = place;
  const hasMoved = options.last !== undefined && compareStreamIds(options.last, group.last) > 0;
  if (hasMoved) {
    ({ ms: group.lastMs, seq: group.lastSeq } = options.last);
    context.changed();
  }
  const taker = claimant(context, place, consumerName);
  const claimed = new EntryBatch();
  for (const { ms, seq } of options.ids) {
    let delivery = group.pending.get(ms, seq);
    const entry = stream.get(ms, seq);
    if (entry === undefined) {
      if (delivery !== undefined) dropVanished(context, place, ms, seq, delivery);
      continue;
    }
    if (delivery === undefined) {
      if (!options.force) continue;
      delivery = { consumer: taker(), at: context.nowMs, count: 1 };
      group.addPending(ms, seq, delivery);
    } else if (options.minIdle > 0 && context.nowMs - delivery.at < options.minIdle) {
      continue;
    }
    claim(group, ms, seq, delivery, taker(), options);
    claimed.push(ms, seq, entry);
    propagateClaim(context, place, ms, seq, delivery);
  }
  if (claimed.length > 0) taker().activeAt = context.nowMs;
  else if (hasMoved && isPropagating(context)) context.propagate(groupPositionForm(key, group));
  return claimed;
}

/** The consumer that takes over, made at the first use; from 7.2 on at once, and seen even if it gets nothing. */
export function claimant(context: CommandContext, { group }: GroupPlace, name: Bytes): () => Consumer {
  const find = (): Consumer => {
    const consumer = group.consumerFor(name, context.nowMs);
    consumer.seenAt = context.nowMs;
    return consumer;
  };
  if (atLeast(context.compat, "7.2")) find();
  return find;
}

/** A pending entry that is no longer in the stream stops being pending. */
function dropVanished(context: CommandContext, place: GroupPlace, ms: Uint64, seq: Uint64, delivery: Delivery): void {
  propagateClaim(context, place, ms, seq, delivery);
  place.group.acknowledge(ms, seq);
}

export function propagateClaim(
  context: CommandContext, place: GroupPlace, ms: Uint64, seq: Uint64, delivery: Delivery,
): void {
  context.changed();
  if (!isPropagating(context)) return;
  const { key, group } = place;
  const { consumer, at, count } = delivery;
  context.propagate(
    deliveryForm({ key, group: group.name, consumer: consumer.name, at, count }, `${ms}-${seq}`, textOfId(group.last)),
  );
}

function readOptions({ nowMs }: CommandContext, args: readonly Bytes[]): Claim {
  const minIdle = minIdleArgument(args[4] as Bytes, "XCLAIM");
  const ids: StreamId[] = [];
  let at = 5;
  for (; at < args.length; at++) {
    const id = parseStreamId(args[at] as Bytes, 0);
    if (id === undefined) break;
    ids.push(id);
  }
  let [time, count, force, justIds]: [number | undefined, Uint64 | undefined, boolean, boolean] = [
    undefined, undefined, false, false,
  ];
  let last: StreamId | undefined;
  for (; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase();
    const value = args[at + 1];
    if (option === "force") force = true;
    else if (option === "justid") justIds = true;
    else if (value === undefined) throw unrecognized(args[at] as Bytes);
    else if (option === "idle") time = nowMs - toIndex(optionArgument(value, "IDLE"));
    else if (option === "time") time = toIndex(optionArgument(value, "TIME"));
    else if (option === "retrycount") count = optionArgument(value, "RETRYCOUNT");
    else if (option === "lastid") last = idArgument(value);
    else throw unrecognized(args[at] as Bytes);
    if (option !== "force" && option !== "justid") at++;
  }
  return {
    ids, minIdle, force, justIds, last,
    at: time === undefined || time < 0 || time > nowMs ? nowMs : time,
    count: count !== undefined && count < 0 ? undefined : count,
  };
}

export function minIdleArgument(text: Bytes, command: string): number {
  const value = parseInteger(text);
  if (value === undefined) throw new ReplyError(`ERR Invalid min-idle-time argument for ${command}`);
  return Math.max(0, toIndex(value));
}

function optionArgument(text: Bytes, option: string): Uint64 {
  const value = parseInteger(text);
  if (value === undefined) throw new ReplyError(`ERR Invalid ${option} option argument for XCLAIM`);
  return value;
}

const unrecognized = (option: Bytes): ReplyError => new ReplyError(`ERR Unrecognized XCLAIM option '${option}'`);
