import type { Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Compat } from "../server/compat.ts";
import type { PersistenceSetting } from "./durability.ts";

export interface NodeOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  /** Unix milliseconds of instant 0. */
  readonly epochUnixMs: number;
  readonly compat: Compat;
  readonly persistence: PersistenceSetting;
  /** CONFIG parameters as its configuration file would have them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly random: () => number;
}
