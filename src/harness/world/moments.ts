import type { Moment } from "../../faults/fault.ts";

/** Faults that wait for something to happen: a primary is killed during a flush, a consumer after it has handled. */
export class Moments {
  #waiting: { readonly moment: Moment; readonly node: string | undefined; readonly strike: () => void }[] = [];

  /** Calls `strike` once, at the next `moment`; with a node, at the next one of that node. */
  next(moment: Moment, node: string | undefined, strike: () => void): void {
    this.#waiting.push({ moment, node, strike });
  }

  reached(moment: Moment, node: string): void {
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter(
      (each) => each.moment === moment && (each.node === undefined || each.node === node),
    );
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !due.includes(each));
    for (const { strike } of due) strike();
  }

  forget(): void {
    this.#waiting = [];
  }
}
