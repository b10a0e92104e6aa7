/** Removed places at the front before the array is cut. */
const CUT_AT = 64;

/** A list that grows at its end and shrinks at its front, both in constant time on average. */
export class Sequence<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  insert(index: number, item: T): void {
    this.#items.splice(this.#head + index, 0, item);
  }

  remove(index: number): void {
    if (index > 0) {
      this.#items.splice(this.#head + index, 1);
      return;
    }
    this.#items[this.#head++] = undefined;
    if (this.#head >= CUT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
