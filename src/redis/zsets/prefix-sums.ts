/** Sums of a list of counts up to any place, each change and each question in logarithmic time (a Fenwick tree). */
export class PrefixSums {
  #tree: Int32Array = new Int32Array(1);
  #length = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  rebuild(counts: ArrayLike<{ readonly length: number }>): void {
    const { length } = counts;
    if (this.#tree.length <= length) this.#tree = new Int32Array(2 * length + 1);
    const tree = this.#tree.fill(0, 0, length + 1);
    this.#length = length;
    this.#total = 0;
    for (let i = 1; i <= length; i++) {
      const count = (counts[i - 1] as { readonly length: number }).length;
      this.#total += count;
      const sum = (tree[i] as number) + count;
      tree[i] = sum;
      const parent = i + (i & -i);
      if (parent <= length) tree[parent] = (tree[parent] as number) + sum;
    }
  }

  add(place: number, difference: number): void {
    this.#total += difference;
    const tree = this.#tree;
    for (let i = place + 1; i <= this.#length; i += i & -i) tree[i] = (tree[i] as number) + difference;
  }

  /** The sum of the counts before a place. */
  before(place: number): number {
    let sum = 0;
    for (let i = place; i > 0; i -= i & -i) sum += this.#tree[i] as number;
    return sum;
  }

  /** The place whose count holds the given ordinal, which is below the total. */
  placeOf(ordinal: number): number {
    let place = 0;
    let left = ordinal;
    for (let step = 1 << (31 - Math.clz32(this.#length)); step > 0; step >>= 1) {
      const next = place + step;
      if (next <= this.#length && (this.#tree[next] as number) <= left) {
        place = next;
        left -= this.#tree[next] as number;
      }
    }
    return place;
  }
}
