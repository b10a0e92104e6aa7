import type { Duration } from "../../kernel/time.ts";

/** What a person has to read of a run. */
export interface Size {
  readonly faults: number;
  readonly messages: number;
  /** Of the phase with faults. */
  readonly duration: Duration;
  readonly knobs: number;
  /** Single decisions that are not neutral, beside the faults and knobs. */
  readonly decisions: number;
}

export const SIZE_PARTS = [
  "faults", "messages", "duration", "knobs", "decisions",
] as const satisfies readonly (keyof Size)[];
