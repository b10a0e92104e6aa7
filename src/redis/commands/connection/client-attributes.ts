import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandContext, type CommandSpec, type Run } from "../../server/command.ts";
import { OK, ReplyError, syntaxError } from "../../server/reply.ts";

/** Names go into lists that are split at spaces and line ends. */
export function badAttribute(what: string, value: Bytes): ReplyError | undefined {
  return /^[!-~]*$/.test(value)
    ? undefined : new ReplyError(`ERR ${what} cannot contain spaces, newlines or special characters.`);
}

/** A row of CLIENT for anybody. */
export const clientRow = (name: string, arity: number, run: Run, admin = false): CommandSpec => ({
  name: `client|${name}`, arity, keys: [0, 0, 0], categories: ["@connection"], run,
  flags: admin ? ["admin", "noscript", "loading", "stale"] : ["noscript", "loading", "stale"],
});

function setName({ session }: CommandContext, args: readonly Bytes[]): ReplyError | typeof OK {
  const name = args[2] as Bytes;
  const error = badAttribute("Client names", name);
  if (error !== undefined) return error;
  session.name = name;
  return OK;
}

function setInfo({ session }: CommandContext, args: readonly Bytes[]): ReplyError | typeof OK {
  const [, , option, value] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const attribute = option.toLowerCase();
  if (attribute !== "lib-name" && attribute !== "lib-ver") return new ReplyError(`ERR Unrecognized option '${option}'`);
  const error = badAttribute(attribute, value);
  if (error !== undefined) return error;
  if (attribute === "lib-name") session.libraryName = value;
  else session.libraryVersion = value;
  return OK;
}

const onOff = (set: (context: CommandContext, on: boolean) => void): Run => (context, args) => {
  const word = (args[2] as Bytes).toLowerCase();
  if (word !== "on" && word !== "off") return syntaxError();
  set(context, word === "on");
  return OK;
};

/** ON answers, OFF does not, SKIP leaves out the reply to the next command. */
const reply: Run = ({ session }, args) => {
  switch ((args[2] as Bytes).toLowerCase()) {
    case "on": session.replyGate.on(); return OK;
    case "off": session.replyGate.off(); return NO_REPLY;
    case "skip": session.replyGate.skipNext(); return NO_REPLY;
    default: return syntaxError();
  }
};

export const ATTRIBUTE_COMMANDS: readonly CommandSpec[] = [
  clientRow("id", 2, ({ session }) => session.id),
  clientRow("getname", 2, ({ session }) => (session.name === "" ? null : session.name)),
  clientRow("setname", 3, setName),
  { ...clientRow("setinfo", 4, setInfo), since: "7.2" },
  clientRow("reply", 3, reply),
  clientRow("no-evict", 3, onOff(({ session }, on) => void (session.noEvict = on)), true),
  { ...clientRow("no-touch", 3, onOff(({ session }, on) => void (session.noTouch = on))), since: "7.2" },
  // No capability changes what a server without replicas answers.
  { ...clientRow("capa", -3, () => OK), since: "8.0" },
];
