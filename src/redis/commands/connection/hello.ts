import { Acl } from "../../acl/acl.ts";
import { Replication } from "../../replication/replication.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { MapReply, ReplyError, type Reply } from "../../server/reply.ts";
import { versionOf } from "../../server/version.ts";
import { wrongPassword } from "./auth.ts";
import { badAttribute } from "./client-attributes.ts";

interface Options {
  readonly credentials?: readonly [user: Bytes, password: Bytes];
  readonly name?: Bytes;
}

/** HELLO [2|3 [AUTH user password] [SETNAME name]]: what the server is, in the protocol asked for. */
export const hello: CommandSpec = {
  name: "hello", arity: -1, flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"], keys: [0, 0, 0],
  categories: ["@connection"],
  run: (context, args) => {
    const protocol = args.length > 1 ? parseInteger(args[1] as Bytes) : context.session.protocol;
    if (protocol === undefined) return new ReplyError("ERR Protocol version is not an integer or out of range");
    if (protocol !== 2 && protocol !== 3) return new ReplyError("NOPROTO unsupported protocol version");
    const options = parse(args);
    return options instanceof ReplyError ? options : greet(context, protocol, options);
  },
};

function parse(args: readonly Bytes[]): Options | ReplyError {
  let options: Options = {};
  for (let at = 2; at < args.length;) {
    const word = (args[at] as Bytes).toUpperCase();
    if (word === "AUTH" && at + 2 < args.length) {
      options = { ...options, credentials: [args[at + 1] as Bytes, args[at + 2] as Bytes] };
      at += 3;
    } else if (word === "SETNAME" && at + 1 < args.length) {
      const name = args[at + 1] as Bytes;
      const error = badAttribute("Client names", name);
      if (error !== undefined) return error;
      options = { ...options, name };
      at += 2;
    } else {
      return new ReplyError(`ERR Syntax error in HELLO option '${args[at]}'`);
    }
  }
  return options;
}

function greet({ server, session, compat }: CommandContext, protocol: 2 | 3, { credentials, name }: Options): Reply {
  if (credentials !== undefined && !server.part(Acl).authenticate(session, ...credentials)) return wrongPassword();
  if (!session.authenticated) {
    return new ReplyError(
      "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO " +
        `${compat === "7.0" ? "" : "<proto> "}AUTH <user> <pass> option can be used to authenticate the client and select the RESP ` +
        "protocol version at the same time",
    );
  }
  if (name !== undefined) session.name = name;
  session.protocol = protocol;
  const version = versionOf(compat);
  return new MapReply([
    "server", version.name, "version", version.own, "proto", protocol, "id", session.id, "mode", "standalone",
    "role", server.part(Replication).role === "master" ? "master" : "replica", "modules", [],
  ]);
}
