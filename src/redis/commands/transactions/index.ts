import type { CommandSpec } from "../../server/command.ts";
import { discard, exec, multi, unwatch, watch } from "./transaction.ts";

/** From 7.2 on, MULTI and WATCH inside a transaction spoil it. */
const spoils = (spec: CommandSpec): readonly CommandSpec[] => [
  { ...spec, until: "7.0" }, { ...spec, since: "7.2", flags: [...spec.flags, "no_multi"] },
];

export const TRANSACTION_COMMANDS: readonly CommandSpec[] = [
  ...spoils(multi), ...spoils(watch), exec, discard, unwatch,
];
