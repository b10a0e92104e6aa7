/** Whether what is kept still fails the same way. */
export type StillFails<T> = (kept: readonly T[]) => Promise<boolean>;

/** So many needed ones are looked for one after the other; where there are more, chunks go. */
const SEARCHED = 6;

/**
 * A subset of `items`, in their order, that still fails and of which no single item can be left out. All of them
 * together have to fail.
 *
 * The needed ones are found by bisection, from the end and from the beginning in turn: `k` of them among `n` cost about
 * `k log2 n` runs. Where more than a few are needed, ever smaller chunks are left out instead. What is returned has been
 * seen failing, whatever `fails` is like; where more items never mend a failure, it is the least.
 */
export async function minimalSubset<T>(items: readonly T[], fails: StillFails<T>): Promise<readonly T[]> {
  if (items.length === 0 || await fails([])) return [];
  const search = new EndSearch(items, fails);
  for (let round = 0; round < SEARCHED && !search.isOver; round++) await (round % 2 === 0 ? search.last() : search.first());
  return withoutSingles(search.isOver ? search.kept : await search.withoutChunks(), fails);
}

/** Needed ones at both ends, and what is not yet known between them. All three together fail. */
class EndSearch<T> {
  readonly #fails: StillFails<T>;
  #head: readonly T[] = [];
  #middle: readonly T[];
  #tail: readonly T[] = [];

  constructor(items: readonly T[], fails: StillFails<T>) {
    this.#fails = fails;
    this.#middle = items;
  }

  get isOver(): boolean {
    return this.#middle.length === 0;
  }

  get kept(): readonly T[] {
    return [...this.#head, ...this.#middle, ...this.#tail];
  }

  /** The last of the middle that is needed; what comes after it goes. */
  async last(): Promise<void> {
    const middle = this.#middle;
    const count = await this.#fewest((length) => middle.slice(0, length));
    this.#middle = middle.slice(0, Math.max(0, count - 1));
    this.#tail = [...middle.slice(this.#middle.length, count), ...this.#tail];
  }

  /** The first of the middle that is needed; what comes before it goes. */
  async first(): Promise<void> {
    const middle = this.#middle;
    const count = await this.#fewest((length) => middle.slice(middle.length - length));
    const from = middle.length - count;
    this.#middle = middle.slice(Math.min(from + 1, middle.length));
    this.#head = [...this.#head, ...middle.slice(from, Math.min(from + 1, middle.length))];
  }

  /** Leaves out halves, quarters and so on of the middle, down to pairs. */
  async withoutChunks(): Promise<readonly T[]> {
    for (let size = Math.ceil(this.#middle.length / 2); size > 1; size = Math.ceil(size / 2)) {
      for (let end = this.#middle.length; end > 0; end -= size) {
        const rest = [...this.#middle.slice(0, Math.max(0, end - size)), ...this.#middle.slice(end)];
        if (await this.#failsWith(rest)) this.#middle = rest;
      }
      size = Math.min(size, Math.max(1, this.#middle.length));
    }
    return this.kept;
  }

  /** The fewest items of `part(length)` with which it fails; all of the middle are enough. */
  async #fewest(part: (length: number) => readonly T[]): Promise<number> {
    if (await this.#failsWith(part(0))) return 0;
    let passing = 0;
    let failing = this.#middle.length;
    while (failing - passing > 1) {
      const middle = (passing + failing) >> 1;
      if (await this.#failsWith(part(middle))) failing = middle;
      else passing = middle;
    }
    return failing;
  }

  #failsWith(middle: readonly T[]): Promise<boolean> {
    return this.#fails([...this.#head, ...middle, ...this.#tail]);
  }
}

/** Leaves out one after the other, from the end, again and again until nothing more goes. */
async function withoutSingles<T>(items: readonly T[], fails: StillFails<T>): Promise<readonly T[]> {
  let kept = items;
  for (let tried = 0, index = kept.length - 1; tried < kept.length; tried++) {
    const rest = kept.filter((_, at) => at !== index);
    if (rest.length > 0 && await fails(rest)) {
      kept = rest;
      tried = -1;
    }
    index = index <= 0 ? kept.length - 1 : Math.min(index - 1, kept.length - 1);
  }
  return kept;
}
