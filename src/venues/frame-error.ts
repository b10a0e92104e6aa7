import { WavetankError } from "../kernel/error.ts";

/**
 * What a venue's protocol does not allow. Readers of frames throw it; the adapter catches it once a frame, before
 * anything of the frame was emitted, and reports the frame as malformed.
 */
export const malformed = (found: string, expected: string): WavetankError =>
  new WavetankError("E_FRAME", found, { expected });

/** The one sentence that `VenueSink.rejected` gets. Anything but a WavetankError is a bug here and thrown on. */
export function problemOf(error: unknown): string {
  if (!(error instanceof WavetankError)) throw error;
  const { expected } = error.detail;
  return expected === undefined ? error.message : `${error.message}; expected ${expected}`;
}

/** A value of a frame, in a few words: never its insides, which may nest without end. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
