import type { CommandContext } from "../../server/command.ts";
import { MapReply, type Reply } from "../../server/reply.ts";

/** Keys and their entries, alternating, as both protocols show them. */
export function streamsReply({ session }: CommandContext, items: readonly Reply[]): Reply {
  if (session.protocol === 3) return new MapReply(items);
  const pairs: Reply[] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push([items[i] as Reply, items[i + 1] as Reply]);
  return pairs;
}
