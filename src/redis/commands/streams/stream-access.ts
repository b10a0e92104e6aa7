import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import type { ConsumerGroup } from "../../streams/consumer-group.ts";
import { StreamValue } from "../../streams/stream-value.ts";

/** The stream at a key; undefined when there is none. @throws {ReplyError} WRONGTYPE. */
export const streamAt = (context: CommandContext, key: Bytes): StreamValue | undefined =>
  context.db.getOf<StreamValue>(key, "stream");

/** The stream at a key, made if it is missing. */
export function streamFor(context: CommandContext, key: Bytes): StreamValue {
  const found = streamAt(context, key);
  if (found !== undefined) return found;
  const made = new StreamValue();
  context.db.set(key, made);
  return made;
}

export interface GroupPlace {
  readonly key: Bytes;
  readonly stream: StreamValue;
  readonly group: ConsumerGroup;
}

/** The group at a key; undefined when one of the two is missing. */
export function groupAt(context: CommandContext, key: Bytes, name: Bytes): GroupPlace | undefined {
  const stream = streamAt(context, key);
  const group = stream?.groups.get(name);
  return stream === undefined || group === undefined ? undefined : { key, stream, group };
}

export const noKeyOrGroup = (key: Bytes, group: Bytes): ReplyError =>
  new ReplyError(`NOGROUP No such key '${key}' or consumer group '${group}'`);

export const noGroup = (key: Bytes, group: Bytes): ReplyError =>
  new ReplyError(`NOGROUP No such consumer group '${group}' for key name '${key}'`);
