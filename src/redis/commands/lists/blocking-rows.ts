import type { CommandSpec } from "../../server/command.ts";

/** Redis 7.0 keeps the older blocking commands from scripts; in later servers they only do not wait there. */
export const blockingRows = (row: CommandSpec): readonly CommandSpec[] =>
  [{ ...row, flags: [...row.flags, "noscript"], until: "7.0" }, { ...row, since: "7.2" }];
