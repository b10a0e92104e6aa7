type Call = () => void | Promise<void>;

/** Lets no more than so many handlers be under way at once; the others wait for their turn, in order. */
export class HandlerSlots {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Handlers under way. */
  get used(): number {
    return this.#used;
  }

  /** Returns what `call` returns, or a promise when it has to wait. */
  run(call: Call): void | Promise<void> {
    if (this.#used >= this.#limit)
      return new Promise<void>((resolve) => void this.#waiting.push(resolve)).then(() => this.#start(call));
    this.#used++;
    return this.#start(call);
  }

  #start(call: Call): void | Promise<void> {
    let result: void | Promise<void>;
    try {
      result = call();
    } catch (error) {
      this.#free();
      throw error;
    }
    if (result === undefined) {
      this.#free();
      return undefined;
    }
    return result.finally(() => this.#free());
  }

  /** Hands the slot on, so that nobody who comes now gets ahead of who waits. */
  #free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#used--;
    else next();
  }
}
