/** Ranges kept at most. Beyond, the lowest is forgotten: a duplicate from there would be handled again, never lost. */
const MAX_RANGES = 65_536;

/**
 * Which sequence numbers of one producer's life have been handled, exactly, as sorted disjoint ranges. Numbers are
 * sent without holes, so a consumer that gets everything holds one range; each hole is a message that is parked, in
 * flight or another consumer's.
 */
export class SeenSequences {
  /** Inclusive bounds, ascending and not adjacent: from, to, from, to, … */
  readonly #bounds: number[] = [];
  #forgotten = 0;

  has(sequence: number): boolean {
    const index = this.#rangeUpTo(sequence);
    return index >= 0 && sequence <= (this.#bounds[index + 1] as number);
  }

  /** False if it was there before. */
  add(sequence: number): boolean {
    const bounds = this.#bounds;
    const last = bounds.length - 1;
    if (last > 0 && sequence === (bounds[last] as number) + 1) {
      bounds[last] = sequence;
      return true;
    }
    return this.#insert(sequence);
  }

  /** Forgets one number: it was seen and could not be handled. */
  remove(sequence: number): void {
    const bounds = this.#bounds;
    const index = this.#rangeUpTo(sequence);
    if (index < 0) return;
    const [from, to] = [bounds[index] as number, bounds[index + 1] as number];
    if (sequence > to) return;
    const left = [...(from < sequence ? [from, sequence - 1] : []), ...(sequence < to ? [sequence + 1, to] : [])];
    bounds.splice(index, 2, ...left);
  }

  get ranges(): number {
    return this.#bounds.length / 2;
  }

  /** Ranges given up because there were too many. */
  get forgotten(): number {
    return this.#forgotten;
  }

  #insert(sequence: number): boolean {
    const bounds = this.#bounds;
    const index = this.#rangeUpTo(sequence);
    const endsBefore = index >= 0 ? (bounds[index + 1] as number) : -Infinity;
    if (sequence <= endsBefore) return false;
    const next = index + 2;
    const joinsBefore = sequence === endsBefore + 1;
    const joinsAfter = bounds[next] === sequence + 1;
    if (joinsBefore && joinsAfter) bounds.splice(index + 1, 2);
    else if (joinsBefore) bounds[index + 1] = sequence;
    else if (joinsAfter) bounds[next] = sequence;
    else bounds.splice(next, 0, sequence, sequence);
    if (bounds.length > 2 * MAX_RANGES) {
      bounds.splice(0, 2);
      this.#forgotten++;
    }
    return true;
  }

  /** Index of the last range that starts at or before `sequence`; -2 when there is none. */
  #rangeUpTo(sequence: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length / 2;
    if (high > 0 && (bounds[2 * high - 2] as number) <= sequence) return 2 * high - 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[2 * middle] as number) <= sequence) low = middle + 1;
      else high = middle;
    }
    return 2 * (low - 1);
  }
}
