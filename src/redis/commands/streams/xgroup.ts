import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { OK, ReplyError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { MAX_ID, ZERO_ID, type StreamId } from "../../streams/stream-id.ts";
import type { StreamValue } from "../../streams/stream-value.ts";
import { idArgument, integerArgument } from "./arguments.ts";
import { noGroup, streamAt, streamFor, type GroupPlace } from "./stream-access.ts";

/** XGROUP CREATE key group id|$ [MKSTREAM] [ENTRIESREAD n]. */
export const xgroupCreate: Run = (context, args) => {
  const [, , key, name, idText] = args as readonly [Bytes, Bytes, Bytes, Bytes, Bytes];
  const { makesStream, entriesRead } = readOptions(args, true);
  const found = streamAt(context, key);
  if (found === undefined && !makesStream) throw keyRequired();
  const last = positionArgument(found, idText);
  const stream = found ?? streamFor(context, key);
  if (stream.createGroup(name, last, entriesRead) === undefined) {
    throw new ReplyError("BUSYGROUP Consumer Group name already exists");
  }
  context.changed();
  return OK;
};

/** XGROUP SETID key group id|$ [ENTRIESREAD n]. */
export const xgroupSetId: Run = (context, args) => {
  const { entriesRead } = readOptions(args, false);
  const { stream, group } = existingGroup(context, args);
  const { ms, seq } = newPosition(stream, args[4] as Bytes);
  group.lastMs = ms;
  group.lastSeq = seq;
  group.entriesRead = entriesRead;
  context.changed();
  return OK;
};

/** XGROUP DESTROY key group. Those who are blocked on it are told. */
export const xgroupDestroy: Run = (context, args) => {
  const key = args[2] as Bytes;
  const stream = existingStream(context, key);
  if (!stream.groups.delete(args[3] as Bytes)) return 0;
  context.changed();
  context.db.ready(key);
  return 1;
};

/** XGROUP CREATECONSUMER key group consumer. */
export const xgroupCreateConsumer: Run = (context, args) => {
  const { group } = existingGroup(context, args);
  const name = args[4] as Bytes;
  if (group.consumers.has(name)) return 0;
  group.consumerFor(name, context.nowMs);
  context.changed();
  return 1;
};

/** XGROUP DELCONSUMER key group consumer: how much was pending for it. */
export const xgroupDelConsumer: Run = (context, args) => {
  const { group } = existingGroup(context, args);
  const pending = group.removeConsumer(args[4] as Bytes);
  if (pending === undefined) return 0;
  context.changed();
  return pending;
};

interface Options {
  readonly makesStream: boolean;
  readonly entriesRead: Uint64 | undefined;
}

function readOptions(args: readonly Bytes[], mayMakeStream: boolean): Options {
  let makesStream = false;
  let entriesRead: Uint64 | undefined;
  for (let at = 5; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase();
    if (mayMakeStream && option === "mkstream") {
      makesStream = true;
    } else if (option === "entriesread" && at + 1 < args.length) {
      const value = integerArgument(args[++at]);
      if (value < -1) throw new ReplyError("ERR value for ENTRIESREAD must be positive or -1");
      entriesRead = value === -1 ? undefined : value;
    } else {
      throw new ReplyError(
        `ERR unknown subcommand or wrong number of arguments for '${args[1] as Bytes}'. Try XGROUP HELP.`,
      );
    }
  }
  return { makesStream, entriesRead };
}

const positionArgument = (stream: StreamValue | undefined, text: Bytes): StreamId =>
  text === "$" ? (stream?.last ?? ZERO_ID) : idArgument(text);

/** Of a group that is there, unlike a new one's, the position may also be the least or the greatest id by its sign. */
const newPosition = (stream: StreamValue, text: Bytes): StreamId =>
  text === "-" ? ZERO_ID : text === "+" ? MAX_ID : positionArgument(stream, text);

const keyRequired = (): ReplyError => new ReplyError(
  "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option "
  + "to create an empty stream automatically.",
);

function existingStream(context: CommandContext, key: Bytes): StreamValue {
  const stream = streamAt(context, key);
  if (stream === undefined) throw keyRequired();
  return stream;
}

function existingGroup(context: CommandContext, args: readonly Bytes[]): GroupPlace {
  const [, , key, name] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const stream = existingStream(context, key);
  const group = stream.groups.get(name);
  if (group === undefined) throw noGroup(key, name);
  return { key, stream, group };
}
