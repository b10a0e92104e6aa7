import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { toIndex } from "../../server/int64.ts";
import { NULL_ARRAY, syntaxError, type Reply } from "../../server/reply.ts";
import { inOrderOfName, type ConsumerGroup } from "../../streams/consumer-group.ts";
import { IdWriter } from "../../streams/id-writer.ts";
import { compareIds } from "../../streams/stream-id.ts";
import { countArgument, integerArgument, intervalStart, intervalStop } from "./arguments.ts";
import { counterReply } from "./entry-reply.ts";
import { groupAt, noKeyOrGroup } from "./stream-access.ts";

/** XPENDING key group [[IDLE min-idle] start end count [consumer]]. */
export const xpending: Run = (context, args) => {
  const [, key, name] = args as readonly [Bytes, Bytes, Bytes];
  if (args.length === 3) {
    const place = groupAt(context, key, name);
    if (place === undefined) throw noKeyOrGroup(key, name);
    return summary(place.group);
  }
  if (args.length < 6) throw syntaxError();
  const hasIdle = (args[3] as Bytes).toLowerCase() === "idle";
  const minIdle = hasIdle ? toIndex(integerArgument(args[4])) : 0;
  if (hasIdle && (args.length < 8 || args.length > 9)) throw syntaxError();
  const [from, to, limit, consumerName] = args.slice(hasIdle ? 5 : 3);
  const count = countArgument(limit);
  const start = intervalStart(from);
  const stop = intervalStop(to);
  const group = groupAt(context, key, name)?.group;
  if (group === undefined) throw noKeyOrGroup(key, name);
  const consumer = consumerName === undefined ? undefined : group.consumers.get(consumerName);
  if (consumerName !== undefined && consumer === undefined) return [];
  const rows: Reply[] = [];
  const ids = new IdWriter();
  const walker = (consumer ?? group).pending.from(start.ms, start.seq);
  for (
    ;
    !walker.done && rows.length < count && compareIds(walker.ms, walker.seq, stop.ms, stop.seq) <= 0;
    walker.next()
  ) {
    const { value: delivery } = walker;
    const idle = Math.max(0, context.nowMs - delivery.at);
    if (idle < minIdle) continue;
    rows.push([ids.text(walker.ms, walker.seq), delivery.consumer.name, idle, counterReply(delivery.count)]);
  }
  return rows;
};

function summary(group: ConsumerGroup): Reply {
  const { pending, consumers } = group;
  if (pending.size === 0) return [0, null, null, NULL_ARRAY];
  const first = pending.from(0, 0);
  const last = pending.end();
  const holders = inOrderOfName(consumers.values()).filter((consumer) => consumer.pending.size > 0);
  return [
    pending.size, `${first.ms}-${first.seq}`, `${last.ms}-${last.seq}`,
    holders.map((consumer) => [consumer.name, String(consumer.pending.size)]),
  ];
}
