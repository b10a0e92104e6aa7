import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { parseInteger, toIndex, type Int64 } from "../../server/int64.ts";
import { notAnInteger, ReplyError } from "../../server/reply.ts";
import { MAX_UINT64, type Uint64 } from "../../server/uint64.ts";
import { idAfter, idBefore, IdReader, MAX_ID, parseStreamId, ZERO_ID, type StreamId } from "../../streams/stream-id.ts";
import type { NodeLimits } from "../../streams/stream-node.ts";
import { StreamSettings } from "./stream-settings.ts";

export const invalidId = (): ReplyError => new ReplyError("ERR Invalid stream ID specified as stream command argument");

/** @throws {ReplyError} The text is no integer of 64 bits. */
export function integerArgument(text: Bytes | undefined): Int64 {
  const value = parseInteger(text as Bytes);
  if (value === undefined) throw notAnInteger();
  return value;
}

/** A count; what is negative counts as 0. */
export const countArgument = (text: Bytes | undefined): number => Math.max(0, toIndex(integerArgument(text)));

/** An id without `-`, `+` or `*`. */
export function idArgument(text: Bytes | undefined, missingSeq: Uint64 = 0): StreamId {
  const id = parseStreamId(text as Bytes, missingSeq);
  if (id === undefined) throw invalidId();
  return id;
}

/** Ids in columns. */
export interface IdColumns {
  readonly ms: readonly Uint64[];
  readonly seq: readonly Uint64[];
}

/** The ids from one argument on. @throws {ReplyError} One of them is none. */
export function idArguments(args: readonly Bytes[], from: number): IdColumns {
  const reader = new IdReader();
  const ms = new Array<Uint64>(args.length - from);
  const seq = new Array<Uint64>(args.length - from);
  for (let i = from; i < args.length; i++) {
    if (!reader.read(args[i] as Bytes, 0)) throw invalidId();
    ms[i - from] = reader.ms;
    seq[i - from] = reader.seq;
  }
  return { ms, seq };
}

/** Where an interval starts: an id, `-`, `+`, or `(` and an id that does not belong to it. */
export function intervalStart(text: Bytes | undefined): StreamId {
  const start = intervalEnd(text as Bytes, 0);
  if (!start.excluded) return start.id;
  const after = idAfter(start.id);
  if (after === undefined) throw new ReplyError("ERR invalid start ID for the interval");
  return after;
}

export function intervalStop(text: Bytes | undefined): StreamId {
  const stop = intervalEnd(text as Bytes, MAX_UINT64);
  if (!stop.excluded) return stop.id;
  const before = idBefore(stop.id);
  if (before === undefined) throw new ReplyError("ERR invalid end ID for the interval");
  return before;
}

function intervalEnd(text: Bytes, missingSeq: Uint64): { readonly id: StreamId; readonly excluded: boolean } {
  if (text.length > 1 && text.startsWith("(")) return { id: idArgument(text.slice(1), missingSeq), excluded: true };
  const id = text === "-" ? ZERO_ID : text === "+" ? MAX_ID : idArgument(text, missingSeq);
  return { id, excluded: false };
}

export const nodeLimits = ({ server }: CommandContext): NodeLimits => server.part(StreamSettings).limits;
