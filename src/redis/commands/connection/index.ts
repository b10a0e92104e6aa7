import type { CommandSpec } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { auth } from "./auth.ts";
import { ATTRIBUTE_COMMANDS } from "./client-attributes.ts";
import { CONTROL_COMMANDS } from "./client-control.ts";
import { LIST_COMMANDS } from "./client-list.ts";
import { TRACKING_COMMANDS } from "./client-tracking.ts";
import { commandCommand } from "./command-command.ts";
import { hello } from "./hello.ts";
import { CLIENT_HELP } from "./help-texts.ts";
import { ping } from "./ping.ts";
import { CLUSTER_MODES, echo, quit, reset, select } from "./session-commands.ts";

const client: CommandSpec = {
  name: "client", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    ...ATTRIBUTE_COMMANDS, ...LIST_COMMANDS, ...CONTROL_COMMANDS, ...TRACKING_COMMANDS,
    helpCommand("client", CLIENT_HELP, ["@connection"]),
  ],
};

export const CONNECTION_COMMANDS: readonly CommandSpec[] = [
  ping, echo, select, quit, reset, hello, auth, client, commandCommand, ...CLUSTER_MODES,
];
