import type { Instant } from "../kernel/time.ts";
import { Judge, type OracleReport } from "./oracle.ts";

/** A buffer as far as the oracle looks at it. */
export interface BufferLevel {
  readonly size: number;
  readonly pressured: boolean;
  readonly config: { readonly capacity: number; readonly highWater: number; readonly lowWater: number };
}

/** No class ever holds more than its capacity, and back-pressure is on exactly when the water marks say so. */
export class BufferBounds {
  readonly #judge = new Judge("buffer-bounds", "no class exceeds its capacity; back-pressure follows the water marks");
  readonly #pressured: boolean[] = [];

  /** The level of class `priority` has changed. Must be told of every rise, and of falls before the next rise. */
  changed(at: Instant, priority: number, buffer: BufferLevel): void {
    this.#judge.compare();
    const { size, pressured } = buffer;
    const { capacity, highWater, lowWater } = buffer.config;
    if (size < 0 || size > capacity) this.#judge.violate(at, `class ${priority} holds ${size} of ${capacity}`);
    const expected = size >= highWater ? true : size <= lowWater ? false : this.#pressured[priority] === true;
    if (pressured !== expected) {
      this.#judge.violate(at, `class ${priority} at ${size}: back-pressure is ${pressured ? "on" : "off"}`);
    }
    this.#pressured[priority] = expected;
  }

  report(): OracleReport {
    return this.#judge.report();
  }
}
