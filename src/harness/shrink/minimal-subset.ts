/** Whether what is kept still fails the same way. */
export type StillFails<T> = (kept: readonly T[]) => Promise<boolean>;

/** So many needed ones are looked for from the ends; how far they are apart is then known well enough. */
const SEARCHED = 6;

/**
 * After so many needed ones side by side a rough search tries large parts of what is left, down to an eighth, and then
 * lets it be.
 */
const PATIENCE = 4;
const MOST_PARTS = 8;

/**
 * A subset of `items`, in their order, that still fails and of which no single item can be left out. All of them
 * together have to fail.
 *
 * The needed ones are found by bisection, from the end and from the beginning in turn: `k` of them among `n` cost about
 * `k log2 n` runs. Where more than a few are needed, stretches between them go, each about as long as the last: where
 * many stand side by side that is a run for each of them. What is returned has been seen failing, whatever `fails` is
 * like; where more items never mend a failure, it is the least.
 */
export async function minimalSubset<T>(items: readonly T[], fails: StillFails<T>): Promise<readonly T[]> {
  if (items.length === 0 || await fails([])) return [];
  const search = await ends(items, fails);
  await search.sweep(Infinity);
  return withoutSingles(search.kept, fails);
}

/** The same without a run for each item that is left to be sure of it: for a search that comes back to them. */
export async function roughSubset<T>(items: readonly T[], fails: StillFails<T>): Promise<readonly T[]> {
  if (items.length === 0 || await fails([])) return [];
  const search = await ends(items, fails);
  if (!(await search.sweep(PATIENCE)))
    for (let parts = 2; parts <= MOST_PARTS; parts *= 2) await search.withoutParts(parts);
  return search.kept;
}

async function ends<T>(items: readonly T[], fails: StillFails<T>): Promise<EndSearch<T>> {
  const search = new EndSearch(items, fails);
  for (let round = 0; round < SEARCHED && !search.isOver; round++)
    await (round % 2 === 0 ? search.last() : search.first());
  await search.withoutParts(1);
  return search;
}

/** Needed ones at both ends, and what is not yet known between them. All three together fail. */
class EndSearch<T> {
  readonly #fails: StillFails<T>;
  #head: readonly T[] = [];
  #middle: readonly T[];
  #tail: readonly T[] = [];
  /** What went with the last needed one that was found. Nothing: they stand side by side there. */
  #gap = Infinity;

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

  /**
   * Leaves out stretches of the middle, from its end to its beginning: one as long as the last that went, one twice as
   * long where that goes, and where it does not, what of it comes after the last needed one in it. Whether it came to
   * the beginning: it ends after `patience` needed ones side by side.
   */
  async sweep(patience: number): Promise<boolean> {
    let size = this.#gap;
    let sideBySide = 0;
    for (let end = this.#middle.length; end > 0;) {
      if (sideBySide === patience) return false;
      const middle = this.#middle;
      const from = Math.max(0, end - Math.max(1, size));
      const keeping = (count: number): readonly T[] => [...middle.slice(0, from + count), ...middle.slice(end)];
      if (await this.#failsWith(keeping(0))) {
        this.#middle = keeping(0);
        size = 2 * (end - from);
        end = from;
        sideBySide = 0;
        continue;
      }
      const kept = await fewest(end - from, (count) => this.#failsWith(keeping(count)));
      this.#middle = keeping(kept);
      size = end - from - kept;
      end = from + kept - 1;
      sideBySide = size === 0 ? sideBySide + 1 : 0;
    }
    return true;
  }

  /**
   * Leaves out one after the other of so many equal parts of the middle. That may do where no single item can go,
   * because it is also a matter of how many there are.
   */
  async withoutParts(parts: number): Promise<void> {
    const size = Math.ceil(this.#middle.length / parts);
    for (let end = this.#middle.length; end > 0; end -= size) {
      const rest = [...this.#middle.slice(0, Math.max(0, end - size)), ...this.#middle.slice(end)];
      if (await this.#failsWith(rest)) this.#middle = rest;
    }
  }

  /** The fewest items of `part(length)` with which it fails; all of the middle are enough. */
  async #fewest(part: (length: number) => readonly T[]): Promise<number> {
    const { length } = this.#middle;
    if (this.#gap === 0 && !await this.#failsWith(part(length - 1))) return length;
    if (await this.#failsWith(part(0))) return 0;
    const count = await fewest(length, (some) => this.#failsWith(part(some)));
    this.#gap = length - count;
    return count;
  }

  #failsWith(middle: readonly T[]): Promise<boolean> {
    return this.#fails([...this.#head, ...middle, ...this.#tail]);
  }
}

/** By bisection, the fewest with which it fails: with `all` it does, with none it does not. */
async function fewest(all: number, fails: (count: number) => Promise<boolean>): Promise<number> {
  let passing = 0;
  let failing = all;
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1;
    if (await fails(middle)) failing = middle;
    else passing = middle;
  }
  return failing;
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
