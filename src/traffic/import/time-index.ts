import { WavetankError } from "../../kernel/error.ts";
import { asError } from "../bytes/damage.ts";
import type { Line, LineReader } from "../bytes/line-reader.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { formatUnixTime } from "./unix-time.ts";

/** A capture whose records are out of order may have this many: 8 bytes are kept for each. */
export const UNORDERED_RECORDS_MAX = 16 * 1024 * 1024;

/** What the first reading of an input found. Times are nanoseconds since the Unix second `origin`. */
export interface TimeIndex {
  /** Records before the end, or before the failure. */
  readonly count: number;
  readonly origin: number;
  readonly earliest: number;
  readonly latest: number;
  /**
   * For every record the earliest time of all that follow it in the file: a record may be handed out once it is no
   * later than that. Undefined for an input in order, where every record may be at once.
   */
  readonly horizon: Float64Array | undefined;
  /** Why the reading stopped before the end. */
  readonly failure: Error | undefined;
}

/** Reads an input to its end, or to its first failure, for its times. */
export function indexTimes(reader: LineReader, format: CaptureFormat, recordsMax = UNORDERED_RECORDS_MAX): TimeIndex {
  const times = new TimeCollector(recordsMax);
  let failure: Error | undefined;
  try {
    while (reader.next()) if (format.scan(reader)) times.add(reader, format);
  } catch (caught) {
    failure = asError(caught);
  }
  return times.finish(failure);
}

class TimeCollector {
  readonly #recordsMax: number;
  readonly #latestOfLane = new Map<string, number>();
  #times = new Float64Array(4096);
  #count = 0;
  #origin = 0;
  #earliest = Infinity;
  #latest = -Infinity;
  #isOrdered = true;

  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
  }

  add(line: Line, { time, lane }: CaptureFormat): void {
    if (this.#count === 0) this.#origin = time.seconds;
    const at = time.since(this.#origin);
    if (!Number.isSafeInteger(at)) throw spanTooLong(line.where());
    if (lane !== undefined) this.#checkLane(line, lane, at);
    if (at < this.#latest) this.#isOrdered = false;
    if (this.#count < this.#recordsMax) this.#keep(at);
    else if (!this.#isOrdered) throw this.#tooMany(line, at);
    this.#earliest = Math.min(this.#earliest, at);
    this.#latest = Math.max(this.#latest, at);
    this.#count += 1;
  }

  finish(failure: Error | undefined): TimeIndex {
    const isEmpty = this.#count === 0;
    return {
      count: this.#count,
      origin: this.#origin,
      earliest: isEmpty ? 0 : this.#earliest,
      latest: isEmpty ? 0 : this.#latest,
      horizon: this.#isOrdered ? undefined : horizonOf(this.#times.subarray(0, this.#count)),
      failure,
    };
  }

  /** On one connection the file's order is what happened; a clock that was set back cannot be sorted out. */
  #checkLane(line: Line, lane: string, at: number): void {
    const before = this.#latestOfLane.get(lane);
    if (before !== undefined && at < before) {
      const [from, to] = [formatUnixTime(this.#origin, before), formatUnixTime(this.#origin, at)];
      throw new WavetankError("E_CAPTURE_ORDER", `connection "${lane}" goes back in time, from ${from} to ${to}`, {
        where: line.where(),
        expected: "receive times that never decrease on a connection",
        hint: "the recorder's clock was set back: cut the capture here into two files and import one of them",
      });
    }
    this.#latestOfLane.set(lane, at);
  }

  #keep(at: number): void {
    if (this.#count === this.#times.length) {
      const grown = new Float64Array(this.#times.length * 2);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#count] = at;
  }

  #tooMany(line: Line, at: number): WavetankError {
    const [latest, now] = [formatUnixTime(this.#origin, this.#latest), formatUnixTime(this.#origin, at)];
    const found = `more than ${this.#recordsMax} records, not in order: ${now} follows ${latest}`;
    return new WavetankError("E_CAPTURE_ORDER", found, {
      where: line.where(),
      expected: "a longer capture to be in the order of its receive times",
      hint: "split the capture into shorter ones",
    });
  }
}

/** In place, from the end: the time of a record gives way to the earliest behind it. */
function horizonOf(times: Float64Array): Float64Array {
  let earliest = Infinity;
  for (let index = times.length - 1; index >= 0; index--) {
    const at = times[index] ?? 0;
    times[index] = earliest;
    earliest = Math.min(earliest, at);
  }
  return times;
}

/** Instants are safe integers of nanoseconds: 104 days. */
export const spanTooLong = (where: string): WavetankError =>
  new WavetankError("E_CAPTURE_TIME", "the receive times lie more than 104 days apart", {
    where,
    expected: "a capture of at most 104 days",
    hint: "import the parts one by one, or correct the receive time if it is wrong",
  });
