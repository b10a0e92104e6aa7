import { Acl } from "../../acl/acl.ts";
import { Channels } from "../../pubsub/channels.ts";
import { Tracking } from "../../pubsub/tracking.ts";
import { Watches } from "../../transactions/watches.ts";
import type { Bytes } from "../../server/bytes.ts";
import { NO_REPLY, type CommandSpec } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { notAnInteger, OK, ReplyError, Status } from "../../server/reply.ts";

const RESET = new Status("RESET");

export const echo: CommandSpec = {
  name: "echo", arity: 2, flags: ["loading", "stale", "fast"], keys: [0, 0, 0], categories: ["@connection"],
  run: (_context, args) => args[1] as Bytes,
};

export const select: CommandSpec = {
  name: "select", arity: 2, flags: ["loading", "stale", "fast"], keys: [0, 0, 0], categories: ["@connection"],
  run: ({ server, session }, args) => {
    const index = parseInteger(args[1] as Bytes);
    if (index === undefined) return notAnInteger();
    if (typeof index !== "number" || index > 2_147_483_647 || index < -2_147_483_648) {
      return new ReplyError("ERR value is out of range, value must between -2147483648 and 2147483647");
    }
    if (index < 0 || index >= server.databases.length) return new ReplyError("ERR DB index is out of range");
    session.db = index;
    return OK;
  },
};

/** The reply is delivered, since the connection ends with it. */
export const quit: CommandSpec = {
  name: "quit", arity: -1, flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"], keys: [0, 0, 0],
  categories: ["@connection"],
  run: ({ server, session }) => {
    if (session.replyGate.isOpen) session.deliver(OK);
    server.disconnect(session);
    return NO_REPLY;
  },
};

/** Makes the connection what it was when it was opened. */
export const reset: CommandSpec = {
  name: "reset", arity: 1, flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"], keys: [0, 0, 0],
  categories: ["@connection"],
  run: ({ server, session }) => {
    session.transaction = undefined;
    server.part(Watches).forget(session);
    server.part(Channels).forget(session);
    server.part(Tracking).unfollow(session);
    server.part(Acl).greet(session);
    session.db = 0;
    session.protocol = 2;
    session.name = "";
    session.monitoring = false;
    session.replyGate.reset();
    session.noEvict = false;
    session.noTouch = false;
    return RESET;
  },
};

/** For clusters only. */
export const CLUSTER_MODES: readonly CommandSpec[] = (["readonly", "readwrite", "asking"] as const).map((name) => ({
  name, arity: 1, flags: name === "asking" ? ["fast"] : ["loading", "stale", "fast"], keys: [0, 0, 0],
  categories: ["@connection"],
  run: ({ compat }) => compat === "8.0" && name !== "asking"
    ? OK : new ReplyError("ERR This instance has cluster support disabled"),
}));
