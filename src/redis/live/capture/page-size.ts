import type { StreamReading } from "./stream-reading.ts";

const FIRST = 64;
const MOST = 4_096;
const FULL_BYTES = 4 * 1024 * 1024;
const LARGE_BYTES = 16 * 1024 * 1024;

/** How many entries of a stream are asked for at once: as many as keep replies of all streams together small. */
export class PageSize {
  #entries = FIRST;

  /** Of each of so many streams. */
  countFor(streams: number): number {
    return Math.max(1, Math.floor(this.#entries / Math.max(1, streams)));
  }

  saw(readings: ReadonlyMap<string, StreamReading>): void {
    let [bytes, entries] = [0, 0];
    for (const reading of readings.values()) {
      for (const { fields } of reading.entries) for (const field of fields) bytes += field.length;
      entries += reading.entries.length;
    }
    if (bytes > LARGE_BYTES) this.#entries = Math.max(1, this.#entries >> 2);
    else if (bytes > FULL_BYTES) this.#entries = Math.max(1, this.#entries >> 1);
    else if (entries * 2 > this.#entries) this.#entries = Math.min(MOST, this.#entries * 2);
  }
}
