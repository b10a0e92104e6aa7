import type { Instant } from "../kernel/time.ts";
import { Judge, type OracleReport } from "./oracle.ts";

/**
 * Every message takes effect once: handled by the engine exactly once, however often it was written, read or claimed,
 * with the very bytes that were published.
 */
export class EffectOnce {
  readonly #judge = new Judge("effect-once", "every message is handled once, with the bytes that were published");

  handled(at: Instant, ordinal: number | undefined, sequence: number): void {
    this.#judge.compare();
    if (ordinal === undefined) this.#judge.violate(at, `sequence ${sequence} was handled again, or never sent`);
  }

  /** `published` and `delivered` are fingerprints of the payload at both ends. */
  payload(at: Instant, sequence: number, published: number, delivered: number): void {
    if (published !== delivered) this.#judge.violate(at, `sequence ${sequence} arrived with another payload`);
  }

  report(): OracleReport {
    return this.#judge.report();
  }
}
