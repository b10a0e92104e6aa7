import { Acl } from "../../acl/acl.ts";
import { specOf } from "../../admission/command-bits.ts";
import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandContext, type CommandSpec, type Result } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { CutArray, NULL_ARRAY, OK, ReplyError, type Reply } from "../../server/reply.ts";
import { Watches } from "../../transactions/watches.ts";

const FLAGS = ["noscript", "loading", "stale", "fast", "allow_busy"] as const;

export const multi: CommandSpec = {
  name: "multi", arity: 1, flags: FLAGS, keys: [0, 0, 0], categories: ["@transaction"],
  run: ({ session }) => {
    if (session.transaction !== undefined) return new ReplyError("ERR MULTI calls can not be nested");
    session.transaction = { queued: [], aborted: false };
    return OK;
  },
};

export const watch: CommandSpec = {
  name: "watch", arity: -2, flags: FLAGS, keys: [1, -1, 1], categories: ["@transaction"],
  run: ({ server, session }, args) => {
    if (session.transaction !== undefined) return new ReplyError("ERR WATCH inside MULTI is not allowed");
    const watches = server.part(Watches);
    if (session.watchBroken) return OK;
    for (const key of args.slice(1)) watches.watch(session, session.db, key);
    return OK;
  },
};

export const unwatch: CommandSpec = {
  name: "unwatch", arity: 1, flags: FLAGS, keys: [0, 0, 0], categories: ["@transaction"],
  run: ({ server, session }) => {
    server.part(Watches).forget(session);
    return OK;
  },
};

export const discard: CommandSpec = {
  name: "discard", arity: 1, flags: FLAGS, keys: [0, 0, 0], categories: ["@transaction"],
  run: ({ server, session }) => {
    if (session.transaction === undefined) return new ReplyError("ERR DISCARD without MULTI");
    session.transaction = undefined;
    server.part(Watches).forget(session);
    return OK;
  },
};

export const exec: CommandSpec = {
  name: "exec", arity: 1, flags: ["noscript", "loading", "stale", "skip_slowlog"], keys: [0, 0, 0],
  categories: ["@transaction"],
  run: (context) => {
    const { server, session } = context;
    const { transaction } = session;
    if (transaction === undefined) return new ReplyError("ERR EXEC without MULTI");
    const watches = server.part(Watches);
    const broken = watches.isBroken(session);
    watches.forget(session);
    if (transaction.aborted || broken) session.transaction = undefined;
    if (transaction.aborted) return new ReplyError("EXECABORT Transaction discarded because of previous errors.");
    return broken ? NULL_ARRAY : executeAll(context, transaction.queued);
  },
};

/** The queue stays the session's until its last command has been executed: CLIENT INFO shows it. */
function executeAll(context: CommandContext, queued: readonly (readonly Bytes[])[]): Result {
  const { session } = context;
  const isAnnounced = session.replyGate.isOpen;
  const replies: Reply[] = [];
  const late: Reply[] = [];
  session.captured = [];
  try {
    for (const args of queued) executeOne(context, args, replies, late);
  } finally {
    session.captured = undefined;
    session.transaction = undefined;
  }
  const isWhole = replies.length === queued.length && late.length === 0;
  if (isAnnounced && isWhole && session.replyGate.isOpen) return replies;
  for (const reply of isAnnounced ? inArray(queued.length, replies) : replies) session.deliver(reply);
  for (const reply of late) session.deliver(reply);
  return NO_REPLY;
}

/** How many there are is said before they are known: one that answers several times makes more, CLIENT REPLY fewer. */
const inArray = (announced: number, replies: readonly Reply[]): readonly Reply[] =>
  replies.length < announced
    ? [new CutArray(announced, replies)]
    : [replies.slice(0, announced), ...replies.slice(announced)];

/** From 7.2 on, what the session published to itself is told after the transaction's replies. */
function executeOne(context: CommandContext, args: readonly Bytes[], replies: Reply[], late: Reply[]): void {
  const { session, compat } = context;
  const result = permissionLost(context, args) ?? context.call(args);
  const pushed = session.captured ?? [];
  session.captured = [];
  (result !== undefined && atLeast(compat, "7.2") ? late : replies).push(...pushed);
  if (result !== undefined && session.replyGate.isOpen) replies.push(result);
}

const LOST = {
  command: "no permission to execute the command or subcommand",
  key: "no permission to touch the specified keys",
  channel: "no permission to access one of the channels used as arguments to the command",
} as const;

function permissionLost({ server, session }: CommandContext, args: readonly Bytes[]): ReplyError | undefined {
  if (session.unrestricted) return undefined;
  const spec = specOf(server.commands, args);
  const denial = spec && server.part(Acl).refusal(session, spec, args, "multi");
  return (
    denial &&
    new ReplyError(
      "NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC " +
        `call. This command is no longer allowed for the following reason: ${LOST[denial.reason]}`,
    )
  );
}
