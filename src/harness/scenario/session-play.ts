import type { Instruments } from "../../market/instruments.ts";
import type { VenueCounts } from "./outcome.ts";
import type { SessionMessage } from "./session-message.ts";

/** What venues do in one run, generated or recorded: independent of the bus, so it is known before the run begins. */
export interface SessionPlay {
  /** In order of time. */
  readonly messages: readonly SessionMessage[];
  readonly instruments: Instruments;
  /** By name. */
  readonly venues: Readonly<Record<string, VenueCounts>>;
}
