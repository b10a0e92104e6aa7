import type { Compat } from "../server/compat.ts";
import { ReplyError } from "../server/reply.ts";

/** Until when clients are put off, and whether only those that write. */
export interface Pause {
  readonly untilMs: number;
  readonly writesOnly: boolean;
}

/**
 * What may keep a server from answering: it is loading, a script runs too long, clients are paused, or it is at work on
 * a command that takes time (which whoever owns the clock reads from `busyUntilUs`).
 */
export class Condition {
  /** Loading the data set. Set by whoever starts the server. */
  loading = false;
  /** What keeps it busy, if anything. */
  busy: "script" | "function" | undefined;
  pause: Pause | undefined;
  /** Unix µs until which it does nothing else; 0 when idle. */
  busyUntilUs = 0;
  /** CPU time that commands took, in µs: only those that say that they take time. */
  spentUs = 0;

  get isClear(): boolean {
    return !this.loading && this.busy === undefined && this.pause === undefined;
  }

  /** A command keeps the server at work for so long from `nowUs` on. */
  spend(nowUs: number, us: number): void {
    this.spentUs += us;
    this.busyUntilUs = Math.max(this.busyUntilUs, nowUs) + us;
  }
}

const productOf = (compat: Compat): string => (compat === "8.0" ? "Valkey" : "Redis");

export const loadingError = (compat: Compat): ReplyError =>
  new ReplyError(`LOADING ${productOf(compat)} is loading the dataset in memory`);

export const busyError = (compat: Compat, by: "script" | "function"): ReplyError => new ReplyError(
  `BUSY ${productOf(compat)} is busy running a script. You can only call ${by.toUpperCase()} KILL or SHUTDOWN NOSAVE.`,
);
