import { arrayOfBytes, textOfBytes, type Bytes } from "../server/bytes.ts";
import type { PushReply } from "../server/reply.ts";

/** The events of ioredis, each with its Buffer twin, by the kind of message. */
const EVENTS: Readonly<Record<string, string>> = { message: "message", pmessage: "pmessage", smessage: "smessage" };

/** What to emit for a published message; undefined for a confirmation of SUBSCRIBE and the like. */
export function messageEvents({
  items,
}: PushReply): readonly (readonly [event: string, ...args: unknown[]])[] | undefined {
  const [kind, ...rest] = items as readonly Bytes[];
  const event = EVENTS[kind ?? ""];
  if (event === undefined) return undefined;
  const texts = rest.map(textOfBytes);
  const buffers = rest.map(arrayOfBytes);
  // ioredis gives the pattern of `pmessageBuffer` as text.
  if (event === "pmessage")
    return [[event, ...texts], [`${event}Buffer`, texts[0], ...buffers.slice(1)]];
  return [[event, ...texts], [`${event}Buffer`, ...buffers]];
}

/** How many confirmations a command of this kind gets; undefined when it is none of them. */
export function confirmations(
  command: string, names: number, subscribed: Readonly<Record<"channels" | "patterns" | "shards", number>>,
): number | undefined {
  switch (command) {
    case "subscribe": case "psubscribe": case "ssubscribe": return names;
    case "unsubscribe": return names || Math.max(1, subscribed.channels);
    case "punsubscribe": return names || Math.max(1, subscribed.patterns);
    case "sunsubscribe": return names || Math.max(1, subscribed.shards);
    default: return undefined;
  }
}
