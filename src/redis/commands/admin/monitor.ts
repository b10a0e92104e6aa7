import { Monitors } from "../../pubsub/monitors.ts";
import type { CommandSpec } from "../../server/command.ts";
import { OK } from "../../server/reply.ts";

export const monitor: CommandSpec = {
  name: "monitor", arity: 1, flags: ["admin", "noscript", "loading", "stale"], keys: [0, 0, 0], categories: [],
  run: ({ server, session }) => {
    server.part(Monitors).add(session);
    return OK;
  },
};
