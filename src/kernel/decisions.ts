import { WavetankError } from "./error.ts";
import { hashName, hashWords } from "./hash.ts";
import type { Seed } from "./seed.ts";

/** One overridden decision of a tape. */
export interface Override {
  readonly site: string;
  readonly key: number;
  readonly choice: number;
}

/** A decision that was taken and was not neutral. */
export type Taken = Override;

export interface DecisionOptions {
  /** Decisions that are to be other than the seed would have them. */
  readonly tape?: readonly Override[];
  /** Sites at which the seed decides. A site outside always answers neutral, unless the tape says otherwise. */
  readonly enabled: "all" | readonly string[];
  /** Sites at which the seed does not decide although they are enabled; `link.*` is all that begin with `link.`. */
  readonly neutral?: readonly string[];
  /** Keep a list of the decisions that were not neutral: what a shrinker starts from. */
  readonly record?: boolean;
  /** Allow `reseed`. */
  readonly reseedable?: boolean;
}

/**
 * Every choice of the simulation. The answer at (site, key) is a hash of (seed, site, key), so it does not depend on
 * what was decided before or elsewhere: switching one fault off, or adding a site, leaves all other decisions as they
 * were. A disabled site draws nothing.
 */
export class Decisions {
  readonly seed: Seed;
  readonly #enabled: ReadonlySet<string> | undefined;
  readonly #neutral: readonly string[];
  readonly #overrides = new Map<string, Map<number, number>>();
  readonly #taken: Taken[] | undefined;
  /** Where a change of the seed has to reach. */
  readonly #points: DecisionPoint[] | undefined;
  #seed: Seed;

  constructor(seed: Seed, options: DecisionOptions) {
    this.seed = this.#seed = seed;
    this.#points = options.reseedable === true ? [] : undefined;
    this.#enabled = options.enabled === "all" ? undefined : new Set(options.enabled);
    this.#neutral = options.neutral ?? [];
    this.#taken = options.record === true ? [] : undefined;
    for (const { site, key, choice } of options.tape ?? []) {
      let keys = this.#overrides.get(site);
      if (keys === undefined) this.#overrides.set(site, (keys = new Map<number, number>()));
      keys.set(key, choice);
    }
  }

  /** A decision point with `choices` alternatives, of which `neutral` is the one that does nothing. */
  point(site: string, choices: number, neutral: number): DecisionPoint {
    const point = new DecisionPoint({
      site, choices, neutral, seed: this.#seed,
      enabled:
        (this.#enabled === undefined || this.#enabled.has(site)) &&
        !this.#neutral.some((pattern) => matches(site, pattern)),
      overrides: this.#overrides.get(site),
      taken: this.#taken,
    });
    this.#points?.push(point);
    return point;
  }

  /** From now on another seed decides. @throws {WavetankError} E_DECISION - these are not reseedable. */
  reseed(seed: Seed): void {
    if (this.#points === undefined)
      throw new WavetankError("E_DECISION", "a change of the seed", { expected: "decisions that are reseedable" });
    this.#seed = seed;
    for (const point of this.#points) point.seed = seed;
  }

  /** In the order they were taken. Empty unless `record` was set. */
  get taken(): readonly Taken[] {
    return this.#taken ?? [];
  }
}

const matches = (site: string, pattern: string): boolean =>
  pattern.endsWith("*") ? site.startsWith(pattern.slice(0, -1)) : site === pattern;

interface PointOptions {
  readonly site: string;
  readonly choices: number;
  readonly neutral: number;
  readonly seed: Seed;
  readonly enabled: boolean;
  readonly overrides: ReadonlyMap<number, number> | undefined;
  readonly taken: Taken[] | undefined;
}

/** One site of decisions. Made once, asked often. */
export class DecisionPoint {
  readonly site: string;
  readonly choices: number;
  readonly neutral: number;
  readonly enabled: boolean;
  seed: Seed;
  readonly #hash: number;
  readonly #overrides: ReadonlyMap<number, number> | undefined;
  readonly #taken: Taken[] | undefined;

  constructor(options: PointOptions) {
    const { site, choices, neutral, overrides } = options;
    if (!Number.isInteger(choices) || choices < 1 || !Number.isInteger(neutral) || neutral < 0 || neutral >= choices) {
      throw new WavetankError("E_DECISION", `${site}: neutral ${neutral} is not one of ${choices} choices`);
    }
    for (const [key, choice] of overrides ?? []) {
      if (!Number.isInteger(choice) || choice < 0 || choice >= choices) {
        throw new WavetankError("E_DECISION", `the tape says ${choice} at ${site} #${key}`, {
          expected: `a choice from 0 to ${choices - 1}`,
          hint: "the tape was made by another version of this scenario",
        });
      }
    }
    this.site = site;
    this.choices = choices;
    this.neutral = neutral;
    this.enabled = options.enabled;
    this.seed = options.seed;
    this.#hash = hashName(site);
    this.#overrides = overrides;
    this.#taken = options.taken;
  }

  /** The choice at `key` (an integer up to 2^53): an occurrence number, a sequence number, a message id. */
  decide(key: number): number {
    const override = this.#overrides?.get(key);
    const choice = override ?? (this.enabled ? this.#seeded(key) : this.neutral);
    if (this.#taken !== undefined && choice !== this.neutral) this.#taken.push({ site: this.site, key, choice });
    return choice;
  }

  #seeded(key: number): number {
    return Math.floor((hashWords(this.seed, this.#hash, key) / 4294967296) * this.choices);
  }
}
