import type { Instant } from "../../kernel/time.ts";
import type { TrafficRecord } from "../record.ts";

/**
 * Records on their way, in order of `at`; equal instants keep their order of arrival. Nearly all come in order, so
 * one that does not walks back from the end.
 */
export class Outbox {
  #records: (TrafficRecord | undefined)[] = [];
  #head = 0;

  /** The instant of the first record; Infinity when there is none. */
  get nextAt(): Instant {
    return this.#records[this.#head]?.at ?? Infinity;
  }

  add(record: TrafficRecord): void {
    const records = this.#records;
    let hole = records.length;
    records.push(record);
    while (hole > this.#head) {
      const before = records[hole - 1];
      if (before === undefined || before.at <= record.at) break;
      records[hole] = before;
      hole--;
    }
    records[hole] = record;
  }

  take(): TrafficRecord | undefined {
    const record = this.#records[this.#head];
    if (record === undefined) return undefined;
    this.#records[this.#head++] = undefined;
    if (this.#head === this.#records.length) {
      this.#records.length = 0;
      this.#head = 0;
    } else if (this.#head >= 4_096) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
    return record;
  }

  /** Loses what would arrive after `at`: the connection that carries it is gone. */
  dropAfter(at: Instant): void {
    this.#records = this.#records.slice(this.#head).filter((record) => record !== undefined && record.at <= at);
    this.#head = 0;
  }
}
