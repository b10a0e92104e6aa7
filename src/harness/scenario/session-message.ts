import type { Priority } from "../../bus/priority.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { BookIntegrity } from "../../oracles/book-integrity.ts";

/** A change of a book as the frame has it. */
export type ExpectedChange = Omit<Parameters<BookIntegrity["expect"]>[1], "ordinal">;

/** One publication of a venue's feed. */
export interface SessionMessage {
  readonly at: Instant;
  readonly topic: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly priority: Priority;
  readonly key: string;
  /** Default `msgpack`. */
  readonly encoding?: string;
  /** From a captured bus: the engine does not read its payload. */
  readonly foreign?: true;
  /** What it does to a book, straight from the frame. */
  readonly change?: { readonly instrument: Instrument; readonly expected: ExpectedChange };
}
