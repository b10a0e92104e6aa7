import { notSubscribed } from "../../admission/admission.ts";
import { Channels, setOf, type Kind } from "../../pubsub/channels.ts";
import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandContext, type CommandSpec, type Result } from "../../server/command.ts";
import { PushReply, ReplyError } from "../../server/reply.ts";
import type { Session } from "../../server/session.ts";

const FLAGS = ["pubsub", "noscript", "loading", "stale"] as const;

const PREFIX: Readonly<Record<Kind, string>> = { channel: "", pattern: "p", shard: "s" };

/** What the replies count: channels and patterns together, shard channels by themselves. */
const countOf = (session: Session, kind: Kind): number =>
  kind === "shard" ? session.shardChannels.size : session.channels.size + session.patterns.size;

/** One reply for each name, all of them deliveries. */
function subscribe({ server, session, mayBlock }: CommandContext, kind: Kind, names: readonly Bytes[]): Result {
  if (kind === "shard" && !mayBlock) return new ReplyError("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
  const channels = server.part(Channels);
  for (const name of names) {
    channels.subscribe(session, kind, name);
    session.deliver(new PushReply([`${PREFIX[kind]}subscribe`, name, countOf(session, kind)]));
  }
  return NO_REPLY;
}

/** Without names, from all; one reply says so when there are none. */
function unsubscribe({ server, session }: CommandContext, kind: Kind, names: readonly Bytes[]): Result {
  const channels = server.part(Channels);
  const left = names.length > 0 ? names : [...setOf(session, kind)];
  for (const name of left) {
    channels.unsubscribe(session, kind, name);
    session.deliver(new PushReply([`${PREFIX[kind]}unsubscribe`, name, countOf(session, kind)]));
  }
  if (left.length === 0) session.deliver(new PushReply([`${PREFIX[kind]}unsubscribe`, null, countOf(session, kind)]));
  return NO_REPLY;
}

const forKind = (kind: Kind): readonly CommandSpec[] => {
  const keys = kind === "shard" ? [1, -1, 1] as const : [0, 0, 0] as const;
  const ending: CommandSpec = {
    name: `${PREFIX[kind]}unsubscribe`, arity: -1, flags: FLAGS, keys, categories: [],
    run: (context, args) =>
      notSubscribed(context, context.session, ending) ?? unsubscribe(context, kind, args.slice(1)),
  };
  return [
    {
      name: `${PREFIX[kind]}subscribe`, arity: -2, flags: FLAGS, keys, categories: [],
      run: (context, args) => subscribe(context, kind, args.slice(1)),
    },
    ending,
  ];
};

export const SUBSCRIPTION_COMMANDS: readonly CommandSpec[] = [
  ...forKind("channel"),
  ...forKind("pattern"),
  ...forKind("shard"),
];
