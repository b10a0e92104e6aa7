/** An entry of the naive stream: one number orders them. */
export interface NaiveEntry {
  readonly id: number;
  readonly text: string;
}

interface NaiveDelivery {
  readonly id: number;
  consumer: string;
  at: number;
  count: number;
}

/**
 * A stream and one group as plain arrays, searched from end to end: slow, and too simple to be wrong in the same way.
 */
export class NaiveStream {
  entries: NaiveEntry[] = [];
  pending: NaiveDelivery[] = [];
  groupLast = 0;

  add(id: number, text: string): void {
    this.entries.push({ id, text });
  }

  remove(id: number): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return this.entries.length < before;
  }

  keepNewest(length: number): number {
    const removed = Math.max(0, this.entries.length - length);
    this.entries = this.entries.slice(removed);
    return removed;
  }

  keepFrom(id: number): number {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.id >= id);
    return before - this.entries.length;
  }

  range(from: number, to: number, count: number): readonly NaiveEntry[] {
    return this.entries.filter(({ id }) => id >= from && id <= to).slice(0, count);
  }

  read(consumer: string, count: number, at: number): readonly NaiveEntry[] {
    const read = this.entries.filter(({ id }) => id > this.groupLast).slice(0, count);
    for (const { id } of read) {
      this.pending = [...this.pending.filter((one) => one.id !== id), { id, consumer, at, count: 1 }];
      this.groupLast = id;
    }
    this.pending.sort((left, right) => left.id - right.id);
    return read;
  }

  acknowledge(ids: readonly number[]): number {
    const before = this.pending.length;
    this.pending = this.pending.filter(({ id }) => !ids.includes(id));
    return before - this.pending.length;
  }

  /** Takes over up to `count` pending entries from an id on; those that are gone from the stream stop being pending. */
  claim(
    consumer: string, from: number, count: number, minIdle: number, at: number,
  ): { readonly claimed: number[]; readonly vanished: number[] } {
    const claimed: number[] = [];
    const vanished: number[] = [];
    let looks = 10 * count;
    for (const one of this.pending.filter(({ id }) => id >= from)) {
      if (claimed.length + vanished.length === count || looks-- === 0) break;
      if (!this.entries.some(({ id }) => id === one.id)) {
        vanished.push(one.id);
      } else if (at - one.at >= minIdle) {
        Object.assign(one, { consumer, at, count: one.count + 1 });
        claimed.push(one.id);
      }
    }
    this.pending = this.pending.filter(({ id }) => !vanished.includes(id));
    return { claimed, vanished };
  }
}
