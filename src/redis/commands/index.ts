import type { CommandSpec } from "../server/command.ts";
import { ping } from "./connection/ping.ts";

/** The command table. */
export const COMMANDS: readonly CommandSpec[] = [
  ping,
];
