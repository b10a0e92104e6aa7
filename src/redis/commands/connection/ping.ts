import type { CommandSpec } from "../../server/command.ts";
import { Status, wrongArguments } from "../../server/reply.ts";
import type { Bytes } from "../../server/bytes.ts";

const PONG = new Status("PONG");

/** PING [message]. A RESP 2 subscriber is answered by an array, since it expects nothing else. */
export const ping: CommandSpec = {
  name: "ping", arity: -1, flags: ["fast"], keys: [0, 0, 0], categories: ["@connection"],
  run: ({ session }, args) => {
    if (args.length > 2) return wrongArguments("ping");
    if (session.subscriptions > 0 && session.protocol === 2) return ["pong", args[1] ?? ""];
    return args.length === 2 ? (args[1] as Bytes) : PONG;
  },
};
