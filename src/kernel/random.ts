import xor128 from "seedrandom/lib/xor128.js";
import { formatSeed, type Seed } from "./seed.ts";

/**
 * A named stream of pseudo-random numbers. Its draws depend on the seed and the name only, never on how much any
 * other stream has drawn, so a new actor in a generator moves nobody else's traffic.
 *
 * The generator is Marsaglia's xor128 as seedrandom ships it: integers only, the same on every platform.
 */
export class RandomStream {
  readonly name: string;
  readonly #next: () => number;

  constructor(seed: Seed, name: string) {
    this.name = name;
    this.#next = xor128(`${formatSeed(seed)}/${name}`).int32;
  }

  /** A uniform word in [0, 2^32). */
  word(): number {
    return this.#next() >>> 0;
  }

  /** A uniform integer in [0, below). `below` up to 2^32; the bias of the multiply-shift is under 2^-20 up to 4,096. */
  below(below: number): number {
    return Math.floor((this.word() / 4294967296) * below);
  }

  /** A uniform integer in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True `numerator` times in `denominator`. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  /** One of `choices`, uniformly. */
  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new RangeError(`stream ${this.name}: pick from an empty list`);
    return chosen;
  }

  /** An entry of an inverse-CDF table: integer quantiles in, integer sample out, no transcendental functions. */
  quantile(table: readonly number[]): number {
    return this.pick(table);
  }
}

/** The run's streams by name. Asking twice for one name gives the same stream. */
export class RandomStreams {
  readonly seed: Seed;
  readonly #streams = new Map<string, RandomStream>();

  constructor(seed: Seed) {
    this.seed = seed;
  }

  named(name: string): RandomStream {
    let stream = this.#streams.get(name);
    if (stream === undefined) this.#streams.set(name, (stream = new RandomStream(this.seed, name)));
    return stream;
  }
}
