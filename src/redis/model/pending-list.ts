import { isAfter, type Position } from "./position.ts";

/** An entry delivered and not acknowledged. */
export interface Pending extends Position {
  consumer: string;
  /** Server Unix ms of the last delivery. */
  deliveredAt: number;
  deliveries: number;
}

/** Acknowledged slots at the front before they are cut off. */
const COMPACT_AT = 1_024;

/**
 * Pending entries in order of id. Entries are delivered in that order and acknowledged in nearly that order, so the list
 * grows at its end and is taken off at its front.
 */
export class PendingList {
  #slots: (Pending | undefined)[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): Pending | undefined {
    return this.#slots[this.#head];
  }

  /** The caller has made sure that the id is not in the list. */
  add(pending: Pending): void {
    const slots = this.#slots;
    const last = this.#size === 0 ? undefined : slots[slots.length - 1];
    if (last === undefined || isAfter(pending, last)) slots.push(pending);
    else slots.splice(this.#indexOf(pending), 0, pending);
    this.#size++;
  }

  get(at: Position): Pending | undefined {
    const found = this.#slots[this.#indexOf(at)];
    return found !== undefined && found.ms === at.ms && found.seq === at.seq ? found : undefined;
  }

  remove(at: Position): boolean {
    const first = this.#slots[this.#head];
    const index = first !== undefined && first.ms === at.ms && first.seq === at.seq ? this.#head : this.#indexOf(at);
    const found = this.#slots[index];
    if (found === undefined || found.ms !== at.ms || found.seq !== at.seq) return false;
    if (index === this.#head) {
      this.#slots[index] = undefined;
      this.#head++;
      if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#slots.length) {
        this.#slots = this.#slots.slice(this.#head);
        this.#head = 0;
      }
    } else {
      this.#slots.splice(index, 1);
    }
    this.#size--;
    return true;
  }

  /** Those from `from` on, a copy. */
  from(from: Position): Pending[] {
    return this.#slots.slice(this.#indexOf(from)) as Pending[];
  }

  /** Index of the first at or after `at`. */
  #indexOf(at: Position): number {
    let low = this.#head;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(at, this.#slots[middle] as Pending)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
