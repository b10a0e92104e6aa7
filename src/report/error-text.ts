import { InvariantError, WavetankError } from "../kernel/error.ts";

/** What went wrong, for people: code and finding, then where, what was expected, and what to do. */
export function formatError(error: unknown): string {
  if (error instanceof WavetankError) {
    const { where, expected, hint } = error.detail;
    return [
      `${error.code}: ${error.message}`,
      ...(where === undefined ? [] : [`  where     ${where}`]),
      ...(expected === undefined ? [] : [`  expected  ${expected}`]),
      ...(hint === undefined ? [] : [`  do        ${hint}`]),
    ].join("\n");
  }
  if (error instanceof InvariantError) return `${error.message}\n  this is a bug in wavetank\n${error.stack ?? ""}`;
  return `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n  this is a bug in wavetank`;
}
