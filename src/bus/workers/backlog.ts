import type { Priority } from "../priority.ts";

/** Messages in hand, by class: at work, or waiting for their turn. Beyond the limit of a class, reading waits. */
export class Backlog {
  readonly limit: number;
  readonly #counts = [0, 0, 0, 0];
  #waiting: (() => void)[] = [];

  /** `limit`: messages of one class. */
  constructor(limit: number) {
    this.limit = limit;
  }

  of(priority: Priority): number {
    return this.#counts[priority] as number;
  }

  get size(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  get full(): boolean {
    return this.#counts.some((count) => count >= this.limit);
  }

  add(priority: Priority): void {
    (this.#counts[priority] as number)++;
  }

  remove(priority: Priority): void {
    (this.#counts[priority] as number)--;
    if (this.#waiting.length > 0 && !this.full) this.release();
  }

  /** Undefined when there is room; else resolves when there is, or `release` is called. */
  room(): Promise<void> | undefined {
    return this.full ? new Promise((resolve) => void this.#waiting.push(resolve)) : undefined;
  }

  /** Lets everybody go on who waits for room. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
