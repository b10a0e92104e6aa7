import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { ReplyError, wrongArguments } from "../../server/reply.ts";
import { MAX_UINT64, successor, type Uint64 } from "../../server/uint64.ts";
import type { Fields } from "../../streams/entry.ts";
import { compareIds, parseOpenId, type StreamId } from "../../streams/stream-id.ts";
import type { NodeLimits } from "../../streams/stream-node.ts";
import type { StreamValue } from "../../streams/stream-value.ts";
import { trimStream, type Trim } from "../../streams/trim.ts";
import { idArgument } from "./arguments.ts";
import { isPropagating } from "./propagation.ts";
import { streamAt, streamFor } from "./stream-access.ts";
import { StreamSettings } from "./stream-settings.ts";
import { exactTrim, TrimArguments } from "./trim-arguments.ts";

/** The id that was asked for: `*`, `ms-*`, or a whole one. */
type Wanted = "next" | { readonly ms: Uint64; readonly seq: Uint64 | undefined };

interface Options {
  readonly makesStream: boolean;
  readonly trim: Trim | undefined;
  readonly wanted: Wanted;
  /** Where the fields start. */
  readonly fieldsAt: number;
}

/** XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] *|id field value [field value …]. */
export const xadd: Run = (context, args) => {
  const { limits, ids } = context.server.part(StreamSettings);
  const { makesStream, trim, wanted, fieldsAt } = readOptions(args, limits);
  const key = args[1] as Bytes;
  const found = streamAt(context, key);
  if (found === undefined && !makesStream) return null;
  const stream = found ?? streamFor(context, key);
  if (wanted === "next") {
    if (!stream.append(fieldsFrom(stream, args, fieldsAt), context.nowMs, limits)) throw exhausted();
  } else {
    const { ms, seq } = nextId(context, stream, wanted);
    stream.appendAt(ms, seq, fieldsFrom(stream, args, fieldsAt), limits);
  }
  const id = ids.text(stream.lastMs, stream.lastSeq);
  if (trim !== undefined) trimStream(stream, trim);
  context.changed();
  context.db.touch(key);
  context.db.ready(key);
  if (isPropagating(context)) context.propagate(exactForm(stream, args, { trim, makesStream, fieldsAt, id }));
  return id;
};

function readOptions(args: readonly Bytes[], { maxEntries }: NodeLimits): Options {
  const first = args[2] as Bytes;
  if (first === "*") return withFields(args, { makesStream: true, trim: undefined, wanted: "next", fieldsAt: 3 });
  const trimming = new TrimArguments();
  let makesStream = true;
  let wanted: Wanted | undefined;
  let at = 2;
  while (at < args.length && wanted === undefined) {
    const next = args[at] === "*" ? at : trimming.read(args, at);
    if (next > at) {
      at = next;
      continue;
    }
    const option = args[at++] as Bytes;
    if (option.toLowerCase() === "nomkstream") makesStream = false;
    else wanted = option === "*" ? "next" : wantedId(option);
  }
  const trim = trimming.finish(maxEntries);
  return withFields(args, { makesStream, trim, wanted: wanted ?? "next", fieldsAt: at });
}

function wantedId(text: Bytes): Wanted {
  const ms = parseOpenId(text);
  return ms === undefined ? idArgument(text) : { ms, seq: undefined };
}

function withFields(args: readonly Bytes[], options: Options): Options {
  const fields = args.length - options.fieldsAt;
  if (fields < 2 || fields % 2 === 1) throw wrongArguments("xadd");
  const { wanted } = options;
  if (wanted !== "next" && wanted.ms === 0 && wanted.seq === 0) {
    throw new ReplyError("ERR The ID specified in XADD must be greater than 0-0");
  }
  return options;
}

function nextId(context: CommandContext, stream: StreamValue, { ms, seq }: Exclude<Wanted, "next">): StreamId {
  const { lastMs, lastSeq } = stream;
  if (lastMs === MAX_UINT64 && lastSeq === MAX_UINT64) throw exhausted();
  let chosen = seq;
  if (chosen === undefined) {
    if (ms === lastMs) {
      chosen = successor(lastSeq);
      if (chosen === undefined && !atLeast(context.compat, "7.2"))
        throw new ReplyError("ERR Elements are too large to be stored");
    } else {
      chosen = 0;
    }
  }
  if (chosen === undefined || compareIds(ms, chosen, lastMs, lastSeq) <= 0) {
    throw new ReplyError("ERR The ID specified in XADD is equal or smaller than the target stream top item");
  }
  return { ms, seq: chosen };
}

const exhausted = (): ReplyError =>
  new ReplyError("ERR The stream has exhausted the last possible ID, unable to add more items");

/** A copy of the fields; names that the entry before had are that entry's strings. */
function fieldsFrom(stream: StreamValue, args: readonly Bytes[], at: number): Fields {
  const fields = args.slice(at);
  const names = stream.recentNames;
  if (names?.length !== fields.length) return fields;
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === names[i]) fields[i] = names[i] as Bytes;
  return fields;
}

/** The same with nothing left to chance: its id, and what was trimmed. */
function exactForm(
  stream: StreamValue, args: readonly Bytes[],
  { trim, makesStream, fieldsAt, id }: Omit<Options, "wanted"> & { readonly id: Bytes },
): Bytes[] {
  return [
    "XADD", args[1] as Bytes,
    ...(makesStream ? [] : ["NOMKSTREAM"]),
    ...(trim === undefined ? [] : exactTrim(stream, trim)),
    id,
    ...args.slice(fieldsAt),
  ];
}
