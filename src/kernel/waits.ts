import type { Instant } from "./time.ts";

/** Somebody waits for something since `since`. */
export interface Wait {
  readonly who: string;
  readonly what: string;
  /**
   * Who alone can end it, by the name under which that party waits itself; undefined: a timer, or nobody in particular.
   */
  readonly whom: string | undefined;
  readonly since: Instant;
  /** Its neighbours in the Waits where it is on record. */
  waitBefore: Wait | undefined;
  waitAfter: Wait | undefined;
  onRecord: boolean;
}

/**
 * Waits in the order in which they began, as a list through the waits themselves. A Set would leave a trail of old
 * tables that keep each other, and what they hold, from being collected young.
 */
export class Waits {
  #first: Wait | undefined;
  #last: Wait | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  get all(): readonly Wait[] {
    const all: Wait[] = [];
    for (let wait = this.#first; wait !== undefined; wait = wait.waitAfter) all.push(wait);
    return all;
  }

  add(wait: Wait): void {
    if (wait.onRecord) return;
    wait.onRecord = true;
    wait.waitBefore = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.waitAfter = wait;
    this.#last = wait;
  }

  remove(wait: Wait): void {
    if (!wait.onRecord) return;
    const { waitBefore, waitAfter } = wait;
    if (waitBefore === undefined) this.#first = waitAfter;
    else waitBefore.waitAfter = waitAfter;
    if (waitAfter === undefined) this.#last = waitBefore;
    else waitAfter.waitBefore = waitBefore;
    wait.waitBefore = undefined;
    wait.waitAfter = undefined;
    wait.onRecord = false;
  }
}
