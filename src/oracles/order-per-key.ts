import type { Instant } from "../kernel/time.ts";
import { Judge, type OracleReport } from "./oracle.ts";

/** Messages of one key are handled in the order in which they were published, whatever their classes. */
export class OrderPerKey {
  readonly #judge = new Judge("order-per-key", "messages of one key are handled in the order of publication");
  /** Highest ordinal handled, by key. */
  readonly #last: number[] = [];
  #keys = 0;

  handled(at: Instant, key: number, ordinal: number): void {
    const last = this.#last[key];
    if (last === undefined) {
      this.#last[key] = ordinal;
      this.#keys++;
      return;
    }
    this.#judge.compare();
    if (ordinal <= last) this.#judge.violate(at, `key ${key}: message ${ordinal} handled after ${last}`);
    else this.#last[key] = ordinal;
  }

  report(): OracleReport {
    return this.#judge.report(`${this.#keys} keys`);
  }
}
