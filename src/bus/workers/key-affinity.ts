/** Keys remembered at most; beyond, the one that was idle longest is given to any worker when it comes again. */
const MAX_KEYS = 65_536;

/**
 * Which worker a key's messages go to: always the same one while the number of workers stays, and none has more than
 * ⌈keys / workers⌉ of the keys remembered. A new key goes to the worker with the fewest, the first of equals. When the
 * number changes, a key moves only if its worker is gone or has more than its share, and only when it is asked for.
 */
export class KeyAffinity {
  readonly #workers = new Map<string, number>();
  readonly #counts: number[] = [];
  #active: number;

  constructor(workers: number) {
    this.#active = workers;
    this.resize(workers);
  }

  /** Keys of each worker there is. */
  get spread(): readonly number[] {
    return this.#counts.slice(0, this.#active);
  }

  resize(workers: number): void {
    this.#active = workers;
    while (this.#counts.length < workers) this.#counts.push(0);
  }

  /** To be asked only while nothing of the key is at work, or its messages could overtake each other. */
  workerOf(key: string): number {
    const held = this.#workers.get(key);
    if (held !== undefined) {
      // Put at the end again: the first is the one idle longest.
      this.#workers.delete(key);
      if (held < this.#active && (this.#counts[held] as number) <= Math.ceil((this.#workers.size + 1) / this.#active)) {
        this.#workers.set(key, held);
        return held;
      }
      (this.#counts[held] as number)--;
    } else if (this.#workers.size >= MAX_KEYS) {
      const [oldest, worker] = this.#workers.entries().next().value as [string, number];
      this.#workers.delete(oldest);
      (this.#counts[worker] as number)--;
    }
    const worker = this.#leastLoaded();
    (this.#counts[worker] as number)++;
    this.#workers.set(key, worker);
    return worker;
  }

  #leastLoaded(): number {
    let least = 0;
    for (let i = 1; i < this.#active; i++) if ((this.#counts[i] as number) < (this.#counts[least] as number)) least = i;
    return least;
  }
}
