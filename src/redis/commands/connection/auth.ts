import { Acl } from "../../acl/acl.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec } from "../../server/command.ts";
import { OK, ReplyError, syntaxError } from "../../server/reply.ts";

export const wrongPassword = (): ReplyError =>
  new ReplyError("WRONGPASS invalid username-password pair or user is disabled.");

/** AUTH password | AUTH user password. */
export const auth: CommandSpec = {
  name: "auth", arity: -2, flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"], keys: [0, 0, 0],
  categories: ["@connection"],
  run: ({ server, session }: CommandContext, args) => {
    if (args.length > 3) return syntaxError();
    const acl = server.part(Acl);
    if (args.length === 2 && acl.defaultUser.noPassword) {
      return new ReplyError(
        "ERR AUTH <password> called without any password configured for the default user. Are you sure " +
          "your configuration is correct?",
      );
    }
    const name = args.length === 2 ? "default" : (args[1] as Bytes);
    return acl.authenticate(session, name, args.at(-1) as Bytes) ? OK : wrongPassword();
  },
};
