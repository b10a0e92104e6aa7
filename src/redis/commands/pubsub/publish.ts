import { Channels } from "../../pubsub/channels.ts";
import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandContext, type CommandSpec, type Result } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";

/** From 7.2 on, a publisher that has subscribed itself is answered first and told then. */
function tell({ session, compat }: CommandContext, publishing: () => number): Result {
  if (session.subscriptions === 0 || session.captured !== undefined || !atLeast(compat, "7.2")) return publishing();
  session.captured = [];
  const told = publishing();
  const own = session.captured;
  session.captured = undefined;
  if (own.length === 0) return told;
  for (const reply of session.replyGate.isOpen ? [told, ...own] : own) session.deliver(reply);
  return NO_REPLY;
}

const FLAGS = ["pubsub", "loading", "stale", "fast", "may_replicate"] as const;

export const publish: CommandSpec = {
  name: "publish", arity: 3, flags: FLAGS, keys: [0, 0, 0], categories: [],
  run: (context, args) =>
    tell(context, () => context.server.part(Channels).publish(args[1] as Bytes, args[2] as Bytes)),
};

export const spublish: CommandSpec = {
  name: "spublish", arity: 3, flags: FLAGS, keys: [1, 1, 1], categories: [],
  run: (context, args) =>
    tell(context, () => context.server.part(Channels).publishToShard(args[1] as Bytes, args[2] as Bytes)),
};
