import { WavetankError } from "../../kernel/error.ts";
import type { Instant } from "../../kernel/time.ts";
import { StoreError } from "../store.ts";

/**
 * Why the bus that was asked for cannot be had.
 *
 * `config`: the configuration is refused. `unreachable`: nobody answers, or not in time. `denied`: the server does not
 * let us in. `wrong-server`: it is none that the bus could work with: too old, a replica, not Redis. `fenced`: a later
 * life of this producer has taken over. `internal`: a failure of the bus or of what it was given.
 */
export type FailureCause = "config" | "unreachable" | "denied" | "wrong-server" | "fenced" | "internal";

/** The one reason for which another bus than the one that was asked for is in force. */
export interface BusFailure {
  readonly cause: FailureCause;
  readonly reason: string;
  /** By the clock of the bus. */
  readonly at: Instant;
  readonly error: unknown;
}

const DENIED = /^(NOAUTH|WRONGPASS|NOPERM|ERR invalid password|ERR AUTH|ERR Client sent AUTH)/;
const NOT_NOW = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|ERR max number of clients)/;

/** The cause that an error stands for. */
export function failureCause(error: unknown): FailureCause {
  if (error instanceof WavetankError) return causeOfCode(error.code);
  if (!(error instanceof StoreError)) return "internal";
  if (error.kind === "fenced") return "fenced";
  if (error.kind === "unknown") return "unreachable";
  if (DENIED.test(error.message)) return "denied";
  return NOT_NOW.test(error.message) ? "unreachable" : "wrong-server";
}

function causeOfCode(code: string): FailureCause {
  if (code.startsWith("E_CONFIG") || code === "E_IDENTITY") return "config";
  if (code === "E_SERVER") return "wrong-server";
  if (code === "E_FENCED") return "fenced";
  return code === "E_UNREACHABLE" ? "unreachable" : "internal";
}

export const failureOf = (error: unknown, at: Instant): BusFailure =>
  ({ cause: failureCause(error), reason: error instanceof Error ? error.message : String(error), at, error });

/** The same as an error, for who will have the enhanced bus or none. */
export const errorOf = ({ cause, reason, error }: BusFailure): WavetankError =>
  new WavetankError("E_BUS", `the enhanced bus cannot be had (${cause}): ${reason}`, {
    hint: "without strict the standard bus steps in, and says why in `failure`",
  }, error);
