import type { Instant } from "../../kernel/time.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { TextBookChange } from "../book-standing.ts";
import type { EpochTime } from "../epoch-time.ts";
import { malformed } from "../frame-error.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { SubscribedDepths } from "./depths.ts";

/** Ten times the deepest book that Kraken sends; sorting more than that in would be a way to stall us. */
const MAX_LEVELS = 10_000;

/** What a reader made of a frame. `heartbeat` is ignored but reported. */
export type Reading = "mapped" | "ignored" | "unknown" | "heartbeat";

/** What the readers of one frame share; they add what it holds, and nothing of it is emitted before they are done. */
export interface FrameContext {
  readonly table: InstrumentTable;
  readonly time: EpochTime;
  readonly depths: SubscribedDepths;
  readonly at: Instant;
  readonly connection: string;
  readonly events: MarketEvent[];
  readonly changes: TextBookChange[];
}

/** @throws {WavetankError} E_FRAME - more (price, size, …) texts than any book of Kraken has. */
export function checkLevelCount(texts: readonly string[]): void {
  if (texts.length > 2 * MAX_LEVELS) throw malformed(`${texts.length / 2} levels a side`, `at most ${MAX_LEVELS}`);
}
