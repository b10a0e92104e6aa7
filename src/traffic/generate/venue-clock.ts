import type { Instant } from "../../kernel/time.ts";
import { isoSeconds } from "./calendar.ts";
import { ascii, type FrameWriter } from "./frame-writer.ts";

const BILLION = 1_000_000_000;
const Z = 90;
const DOT = 46;

/** Writes instants the way venues do. The text of the current second is kept: most frames share it. */
export class VenueClock {
  readonly #epochSeconds: number;
  readonly #epochNs: number;
  #second = NaN;
  #secondText = ascii("");

  constructor(epochUnixNs: bigint) {
    this.#epochSeconds = Number(epochUnixNs / 1_000_000_000n);
    this.#epochNs = Number(epochUnixNs % 1_000_000_000n);
  }

  unixMs(at: Instant): number {
    return this.#epochSeconds * 1_000 + Math.floor((this.#epochNs + at) / 1_000_000);
  }

  /** `2026-01-05T00:00:01.250000Z`: six places, always. */
  writeMicros(writer: FrameWriter, at: Instant): void {
    const ns = this.#writeSecond(writer, at);
    writer.byte(DOT);
    writer.padded(Math.floor(ns / 1_000), 6);
    writer.byte(Z);
  }

  /** `2026-01-05T00:00:01.25Z`: at most `places` (6 or 9) places, without trailing zeros, as Go prints times. */
  writeShort(writer: FrameWriter, at: Instant, places: 6 | 9): void {
    const ns = this.#writeSecond(writer, at);
    writer.fraction(places === 9 ? ns : Math.floor(ns / 1_000), places);
    writer.byte(Z);
  }

  /** Seconds as ISO text and the nanoseconds within, for frames that are too rare to need a writer. */
  split(at: Instant): { readonly second: string; readonly ns: number } {
    const offset = this.#epochNs + at;
    const seconds = Math.floor(offset / BILLION);
    return { second: isoSeconds(this.#epochSeconds + seconds), ns: offset - seconds * BILLION };
  }

  #writeSecond(writer: FrameWriter, at: Instant): number {
    const offset = this.#epochNs + at;
    const seconds = Math.floor(offset / BILLION);
    if (seconds !== this.#second) {
      this.#second = seconds;
      this.#secondText = ascii(isoSeconds(this.#epochSeconds + seconds));
    }
    writer.bytes(this.#secondText);
    return offset - seconds * BILLION;
  }
}
