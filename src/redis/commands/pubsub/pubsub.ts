import { Channels } from "../../pubsub/channels.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec, Run } from "../../server/command.ts";
import { matchesGlob } from "../../server/glob.ts";
import { helpCommand } from "../../server/help.ts";
import type { Reply } from "../../server/reply.ts";
import { ReplyError } from "../../server/reply.ts";
import type { Session } from "../../server/session.ts";
import { PUBSUB_HELP } from "../admin/help-texts.ts";

type Subscribers = ReadonlyMap<Bytes, ReadonlySet<Session>>;

const row = (name: string, arity: number, run: Run): CommandSpec =>
  ({ name: `pubsub|${name}`, arity, flags: ["pubsub", "loading", "stale"], keys: [0, 0, 0], categories: [], run });

function matching(subscribers: Subscribers, args: readonly Bytes[]): Reply {
  if (args.length > 3) return tooMany(args);
  const pattern = args[2];
  const names = [...subscribers.keys()];
  return pattern === undefined ? names : names.filter((name) => matchesGlob(pattern, name));
}

const counts = (subscribers: Subscribers, names: readonly Bytes[]): Reply =>
  names.flatMap((name) => [name, subscribers.get(name)?.size ?? 0]);

const tooMany = (args: readonly Bytes[]): ReplyError =>
  new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${args[1]}'. Try PUBSUB HELP.`);

export const pubsub: CommandSpec = {
  name: "pubsub", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("channels", -2, ({ server }, args) => matching(server.part(Channels).channels, args)),
    row("numsub", -2, ({ server }, args) => counts(server.part(Channels).channels, args.slice(2))),
    row("numpat", 2, ({ server }) => server.part(Channels).patterns.size),
    row("shardchannels", -2, ({ server }, args) => matching(server.part(Channels).shards, args)),
    row("shardnumsub", -2, ({ server }, args) => counts(server.part(Channels).shards, args.slice(2))),
    helpCommand("pubsub", PUBSUB_HELP, []),
  ],
};
