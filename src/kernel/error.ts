/** What a person needs to act on an error: the place, what was expected, and what to do next. */
export interface ErrorDetail {
  /** File, offset, line, instant: where it was seen. */
  readonly where?: string;
  /** What would have been right. */
  readonly expected?: string;
  /** The next step for the person who reads this. */
  readonly hint?: string;
}

/**
 * An error that a caller can meet, as opposed to a bug. `code` is stable and machine-readable (`E_…`); the message
 * says what was found.
 */
export class WavetankError extends Error {
  readonly code: string;
  readonly detail: ErrorDetail;

  constructor(code: string, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "WavetankError";
    this.code = code;
    this.detail = detail;
  }
}

/** Throws when an invariant of wavetank itself is broken: always a bug here, never the caller's fault. */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

/** A broken invariant: exit code 5 at the command line. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(`invariant broken: ${message}`);
    this.name = "InvariantError";
  }
}
