import { WavetankError } from "../../kernel/error.ts";
import { asError } from "../bytes/damage.ts";
import { LineReader } from "../bytes/line-reader.ts";
import { KEPT_BYTES_MAX, RereadableBytes } from "../bytes/rereadable-bytes.ts";
import type { ByteSource, TrafficRecord } from "../record.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { HeldRecords } from "./held-records.ts";
import { indexTimes, type TimeIndex } from "./time-index.ts";

/** Memory, at most, of the records that wait for their time: REST bodies and connections that come first in a file. */
export const HELD_BYTES_MAX = 512 * 1024 * 1024;

/** In bytes. */
export interface MemoryBounds {
  /** Of the records that wait for their turn. */
  readonly heldMax?: number;
  /** Of the plain text that is read twice. */
  readonly keptMax?: number;
}

/**
 * One input, its records in order of time. It is read twice: for the times, then for the records. What is in order
 * streams; a record that lies before an earlier one in the file is held until its time.
 */
export class CaptureInput {
  readonly name: string;
  readonly format: CaptureFormat;
  readonly times: TimeIndex;
  readonly #heldMax: number;
  readonly #reader: LineReader;
  readonly #held = new HeldRecords();
  #epochSeconds = 0;
  #source = 0;
  #read = 0;
  /** What stopped the second reading: what is held precedes it and comes first. */
  #failure: Error | undefined;

  constructor(
    source: ByteSource, format: CaptureFormat,
    { heldMax = HELD_BYTES_MAX, keptMax = KEPT_BYTES_MAX }: MemoryBounds = {},
  ) {
    const bytes = new RereadableBytes(source, keptMax);
    this.name = source.name;
    this.format = format;
    this.times = indexTimes(new LineReader(bytes.open()), format);
    this.#heldMax = heldMax;
    this.#reader = new LineReader(bytes.open());
  }

  /** Fixes what the instants and source indices of the records will be. Once, before the first `next`. */
  place(epochSeconds: number, source: number): void {
    this.#epochSeconds = epochSeconds;
    this.#source = source;
  }

  /**
   * The next record in order of time.
   *
   * @throws {WavetankError} what stopped the first reading, after the last record before it; E_CAPTURE_RECORD and its
   * like for a payload that does not decode; E_CAPTURE_ORDER for a file too far out of order to hold.
   */
  next(): TrafficRecord | undefined {
    const { count, horizon } = this.times;
    while (this.#read < count && this.#failure === undefined) {
      const due = horizon?.[this.#read - 1] ?? -Infinity;
      if (this.#held.earliest <= due) return this.#held.takeEarliest();
      try {
        const ready = this.#readRecord(horizon?.[this.#read] ?? Infinity);
        if (ready !== undefined) return ready;
      } catch (caught) {
        this.#failure = asError(caught);
      }
    }
    const held = this.#held.takeEarliest();
    const failure = this.#failure ?? this.times.failure;
    if (held === undefined && failure !== undefined) throw failure;
    return held;
  }

  /** Reads one record: returned if nothing held or still to come is earlier, else held. */
  #readRecord(horizon: number): TrafficRecord | undefined {
    const { format } = this;
    const line = this.#reader;
    do {
      if (!line.next()) throw this.#changed();
    } while (!format.scan(line));
    const time = format.time.since(this.times.origin);
    const record = format.record(line, format.time.since(this.#epochSeconds), this.#source);
    this.#read += 1;
    if (time <= horizon && time < this.#held.earliest) return record;

    this.#held.add(detached(record), time, this.#read);
    if (this.#held.bytes > this.#heldMax) throw this.#tooMuch();
    return undefined;
  }

  #changed(): WavetankError {
    return new WavetankError("E_CAPTURE_CORRUPT", `${this.name} changed while it was read`, {
      where: this.#reader.where(),
      expected: "the same bytes in both readings",
      hint: "wait until the recorder has closed the file, or copy it first",
    });
  }

  #tooMuch(): WavetankError {
    return new WavetankError("E_CAPTURE_ORDER", `${this.name} is too far out of order`, {
      where: this.#reader.where(),
      expected: `at most ${this.#heldMax} bytes of records that lie before earlier ones`,
      hint: "split the capture into shorter ones",
    });
  }
}

/** With a payload of its own: a view would keep the text around it in memory. */
function detached(record: TrafficRecord): TrafficRecord {
  if (!("bytes" in record) || record.bytes.length === record.bytes.buffer.byteLength) return record;
  return { ...record, bytes: record.bytes.slice() };
}
