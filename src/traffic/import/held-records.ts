import type { TrafficRecord } from "../record.ts";

interface Held {
  readonly record: TrafficRecord;
  readonly time: number;
  readonly place: number;
}

/** Records read before their time, the earliest first; those of one time in the order of the file. A binary heap. */
export class HeldRecords {
  readonly #heap: Held[] = [];
  #bytes = 0;

  /** The memory that they take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the first of them is due; Infinity when there is none. */
  get earliest(): number {
    return this.#heap[0]?.time ?? Infinity;
  }

  /** @param place - Of the record in the file: breaks ties. */
  add(record: TrafficRecord, time: number, place: number): void {
    this.#bytes += sizeOf(record);
    const added = { record, time, place };
    let at = this.#heap.length;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || isBefore(parent, added)) break;
      this.#heap[at] = parent;
      at = parentAt;
    }
    this.#heap[at] = added;
  }

  takeEarliest(): TrafficRecord | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#heap.length > 0) this.#sink(last);
    this.#bytes -= sizeOf(first.record);
    return first.record;
  }

  #sink(sinking: Held): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = heap[childAt];
      const other = heap[childAt + 1];
      if (child !== undefined && other !== undefined && isBefore(other, child)) {
        child = other;
        childAt += 1;
      }
      if (child === undefined || isBefore(sinking, child)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = sinking;
  }
}

const isBefore = (a: Held, b: Held): boolean => a.time < b.time || (a.time === b.time && a.place < b.place);

/** What a record takes besides its payload, so that many small ones count too. */
const RECORD_BYTES = 256;

function sizeOf(record: TrafficRecord): number {
  const text = record.kind === "rest" ? record.url : record.kind === "connect" ? record.address : "";
  return RECORD_BYTES + text.length + ("bytes" in record ? record.bytes.length : 0);
}
