import { DeterminismLeak, type Leak } from "../../kernel/host.ts";

/** A function whose frame, and all above it, are left out of a stack. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what Error.captureStackTrace takes
export type Frame = Function;

/** More distinct places than anyone reads. The rest is counted, not kept. */
const MAX_PLACES = 100;
const STACK_DEPTH = 20;

/**
 * What leaked while a guard was armed: bounded, however often code leaks and swallows the error. Closed until `begin`.
 */
export class LeakLog {
  readonly #places = new Map<string, { route: string; stack: string; times: number }>();
  #beyond = 0;
  #open = false;

  /** Opens it, empty. */
  begin(): void {
    this.#places.clear();
    this.#beyond = 0;
    this.#open = true;
  }

  /**
   * Records that `route` was taken by the caller of `below` and throws. Does nothing once the log is closed: a trap
   * that code has kept beyond the run then acts as the original.
   *
   * @throws {DeterminismLeak} E_DETERMINISM_LEAK - the guard is armed.
   */
  trip(route: string, below: Frame): void {
    if (!this.#open) return;
    const error = new DeterminismLeak(route);
    captureStack(error, below);
    this.record(route, framesOf(error));
    throw error;
  }

  record(route: string, stack: string): void {
    if (!this.#open) return;
    const key = `${route}\n${stack}`;
    const place = this.#places.get(key);
    if (place !== undefined) place.times++;
    else if (this.#places.size < MAX_PLACES) this.#places.set(key, { route, stack, times: 1 });
    else this.#beyond++;
  }

  /** Ends recording. The leaks are in the order of their first occurrence. */
  close(): readonly Leak[] {
    this.#open = false;
    const leaks: Leak[] = [...this.#places.values()];
    if (this.#beyond > 0) {
      const route = `further leaks, from other than the first ${MAX_PLACES} places`;
      leaks.push({ route, stack: "", times: this.#beyond });
    }
    return leaks;
  }
}

/** The stack of the caller of `below`. */
export function stackBelow(below: Frame): string {
  const holder: { stack?: string } = {};
  captureStack(holder, below);
  return framesOf(holder);
}

function captureStack(into: object, below: Frame): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  Error.captureStackTrace(into, below);
  Error.stackTraceLimit = limit;
}

/** The lines `    at …` of a stack, without the message above them. */
function framesOf(error: { readonly stack?: string | undefined }): string {
  const stack = error.stack ?? "";
  const first = stack.search(/^ +at /m);
  return first < 0 ? "" : stack.slice(first);
}
