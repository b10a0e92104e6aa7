import type { Duration } from "../../kernel/time.ts";
import { LEAST_BYTES, type Workload } from "./workload.ts";

/** Two: which of a producer and its twin publishes a message is told by whether its position is odd. */
const SLOTS = 2;

/** A workload that is made while the world runs. Only the last messages are there; nothing publishes by itself. */
export class DrivenWorkload implements Workload {
  readonly size = 0;
  readonly index = new Int32Array(SLOTS);
  readonly at = new Float64Array(SLOTS);
  readonly key = new Int32Array(SLOTS);
  readonly priority = new Uint8Array(SLOTS);
  readonly bytes = new Int32Array(SLOTS);
  readonly producer = new Uint8Array(SLOTS);
  readonly keyNames: string[] = [];
  readonly market = [];
  readonly session = undefined;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Returns its position. */
  add({
    at, key, priority, bytes, producer,
  }: {
    at: Duration;
    key: string;
    priority: number;
    bytes: number;
    producer: number;
  }): number {
    const position = this.#total % SLOTS;
    this.index[position] = this.#total++;
    this.at[position] = at;
    this.key[position] = this.#keyNumber(key);
    this.priority[position] = priority;
    this.bytes[position] = Math.max(LEAST_BYTES, bytes);
    this.producer[position] = producer;
    return position;
  }

  #keyNumber(name: string): number {
    const known = this.keyNames.indexOf(name);
    return known >= 0 ? known : this.keyNames.push(name) - 1;
  }
}
