import type { Timing } from "../../../src/redis/index.ts";

/** A clock that moves when the test says so. */
export class ManualTiming implements Timing {
  #nowUs: number;
  #timers: { readonly atUs: number; readonly callback: () => void }[] = [];

  constructor(startMs: number) {
    this.#nowUs = startMs * 1_000;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  after(us: number, callback: () => void): () => void {
    const timer = { atUs: this.#nowUs + us, callback };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  /** Moves on, calling back in order of time. */
  advance(ms: number): void {
    const until = this.#nowUs + ms * 1_000;
    for (;;) {
      const due = this.#timers.filter(({ atUs }) => atUs <= until).sort((left, right) => left.atUs - right.atUs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#nowUs = due.atUs;
      due.callback();
    }
    this.#nowUs = until;
  }
}
