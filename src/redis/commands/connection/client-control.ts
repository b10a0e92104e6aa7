import { Acl } from "../../acl/acl.ts";
import { Condition } from "../../admission/condition.ts";
import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandContext, type CommandSpec, type Result } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { notAnInteger, OK, ReplyError, syntaxError, type Reply } from "../../server/reply.ts";
import type { Session } from "../../server/session.ts";
import { clientRow } from "./client-attributes.ts";
import { clientType, typeOf } from "./client-list.ts";

type Filter = (session: Session) => boolean;

function filterOf({ server, compat, nowMs }: CommandContext, option: Bytes, value: Bytes): Filter | ReplyError {
  switch (option.toLowerCase()) {
    case "id": {
      const id = parseInteger(value);
      return typeof id === "number" && id > 0
        ? (session) => session.id === id : new ReplyError("ERR client-id should be greater than 0");
    }
    case "type": {
      const type = clientType(value);
      return type instanceof ReplyError ? type : (session) => typeOf(session) === type;
    }
    case "addr": return ({ address }) => address === value;
    case "laddr": return ({ localAddress }) => localAddress === value;
    case "user": return server.part(Acl).users.has(value)
      ? ({ user }) => user === value : new ReplyError(`ERR No such user '${value}'`);
    case "maxage": {
      if (compat !== "8.0") return syntaxError();
      const seconds = parseInteger(value);
      if (typeof seconds !== "number") return new ReplyError("ERR maxage is not an integer or out of range");
      if (seconds <= 0) return new ReplyError("ERR maxage should be greater than 0");
      return ({ connectedAtMs }) => nowMs - connectedAtMs >= seconds * 1_000;
    }
    default: return syntaxError();
  }
}

/** The one who kills itself is answered first. */
function kill(context: CommandContext, victims: readonly Session[], reply: Reply): Result {
  const { server, session } = context;
  for (const victim of victims) if (victim !== session) server.disconnect(victim);
  if (!victims.includes(session)) return reply;
  if (session.replyGate.isOpen) session.deliver(reply);
  server.disconnect(session);
  return NO_REPLY;
}

function killCommand(context: CommandContext, args: readonly Bytes[]): Result {
  const sessions = [...context.server.sessions.values()];
  if (args.length === 3) {
    const victims = sessions.filter(({ address }) => address === args[2]);
    return victims.length === 0 ? new ReplyError("ERR No such client") : kill(context, victims.slice(0, 1), OK);
  }
  const filters: Filter[] = [];
  let skipMe = true;
  for (let at = 2; at < args.length; at += 2) {
    const [option, value] = args.slice(at, at + 2) as [Bytes, Bytes | undefined];
    if (value === undefined) return syntaxError();
    if (option.toLowerCase() === "skipme") {
      const word = value.toLowerCase();
      if (word !== "yes" && word !== "no") return syntaxError();
      skipMe = word === "yes";
      continue;
    }
    const filter = filterOf(context, option, value);
    if (filter instanceof ReplyError) return filter;
    filters.push(filter);
  }
  if (skipMe) filters.push((session) => session !== context.session);
  const victims = sessions.filter((session) => filters.every((filter) => filter(session)));
  return kill(context, victims, victims.length);
}

function pause({ server, nowMs }: CommandContext, args: readonly Bytes[]): Reply {
  if (args.length > 4) return syntaxError();
  const mode = args[3]?.toLowerCase() ?? "all";
  if (mode !== "write" && mode !== "all") return new ReplyError("ERR CLIENT PAUSE mode must be WRITE or ALL");
  const timeout = parseInteger(args[2] as Bytes);
  if (typeof timeout !== "number") return new ReplyError("ERR timeout is not an integer or out of range");
  if (timeout < 0) return new ReplyError("ERR timeout is negative");
  const condition = server.part(Condition);
  const present = condition.pause;
  // A pause is never made shorter, nor an ALL one milder, by another.
  condition.pause = {
    untilMs: Math.max(nowMs + timeout, present?.untilMs ?? 0),
    writesOnly: mode === "write" && (present === undefined || present.writesOnly),
  };
  return OK;
}

function unpause({ server }: CommandContext): Reply {
  server.part(Condition).pause = undefined;
  server.resume();
  return OK;
}

function unblock({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const reason = args[3]?.toLowerCase() ?? "timeout";
  if (args.length > 4 || (reason !== "timeout" && reason !== "error")) {
    return new ReplyError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const id = parseInteger(args[2] as Bytes);
  if (id === undefined) return notAnInteger();
  const session = server.sessions.get(Number(id));
  if (session === undefined) return 0;
  const error = reason === "error" ? new ReplyError("UNBLOCKED client unblocked via CLIENT UNBLOCK") : undefined;
  return server.unblock(session, error) ? 1 : 0;
}

export const CONTROL_COMMANDS: readonly CommandSpec[] = [
  clientRow("kill", -3, killCommand, true),
  clientRow("pause", -3, pause, true),
  clientRow("unpause", 2, unpause, true),
  clientRow("unblock", -3, unblock, true),
];
