import { describeClient, isSubscriber } from "../../acl/client-description.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { ReplyError, syntaxError, VerbatimReply, type Reply } from "../../server/reply.ts";
import type { Session } from "../../server/session.ts";
import { clientRow } from "./client-attributes.ts";

export type ClientType = "normal" | "master" | "replica" | "pubsub";

/** Undefined for a word that names no type. */
export function clientType(word: Bytes): ClientType | ReplyError {
  switch (word.toLowerCase()) {
    case "normal": return "normal";
    case "master": return "master";
    case "slave": case "replica": return "replica";
    case "pubsub": return "pubsub";
    default: return new ReplyError(`ERR Unknown client type '${word}'`);
  }
}

/** Links of replication are no sessions of a model. */
export const typeOf = (session: Session): ClientType => (isSubscriber(session) ? "pubsub" : "normal");

type Choice = ((session: Session) => boolean) | ReplyError;

function chosen(args: readonly Bytes[]): Choice {
  const option = args[2]?.toLowerCase();
  if (option === undefined) return () => true;
  if (option === "type" && args.length === 4) {
    const type = clientType(args[3] as Bytes);
    return type instanceof ReplyError ? type : (session) => typeOf(session) === type;
  }
  if (option === "id" && args.length > 3) {
    const ids = args.slice(3).map(parseInteger);
    if (ids.some((id) => typeof id !== "number" || id < 1)) return new ReplyError("ERR Invalid client ID");
    return ({ id }) => ids.includes(id);
  }
  return syntaxError();
}

function list({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const choice = chosen(args);
  if (choice instanceof ReplyError) return choice;
  const lines = [...server.sessions.values()].filter(choice).map((session) => `${describeClient(server, session)}\n`);
  return new VerbatimReply("txt", lines.join(""));
}

export const LIST_COMMANDS: readonly CommandSpec[] = [
  clientRow("info", 2, ({ server, session }) => new VerbatimReply("txt", `${describeClient(server, session)}\n`)),
  clientRow("list", -2, list, true),
];
