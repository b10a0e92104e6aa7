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
  /** Keep a list of the decisions that were not neutral: what a shrinker starts from. */
  readonly record?: boolean;
}

/**
 * Every choice of the simulation. The answer at (site, key) is a hash of (seed, site, key), so it does not depend on
 * what was decided before or elsewhere: switching one fault off, or adding a site, leaves all other decisions as they
 * were. A disabled site draws nothing.
 */
export class Decisions {
  readonly seed: Seed;
  readonly #enabled: ReadonlySet<string> | undefined;
  readonly #overrides = new Map<string, Map<number, number>>();
  readonly #taken: Taken[] | undefined;

  constructor(seed: Seed, options: DecisionOptions) {
    this.seed = seed;
    this.#enabled = options.enabled === "all" ? undefined : new Set(options.enabled);
    this.#taken = options.record === true ? [] : undefined;
    for (const { site, key, choice } of options.tape ?? []) {
      let keys = this.#overrides.get(site);
      if (keys === undefined) this.#overrides.set(site, (keys = new Map<number, number>()));
      keys.set(key, choice);
    }
  }

  /** A decision point with `choices` alternatives, of which `neutral` is the one that does nothing. */
  point(site: string, choices: number, neutral: number): DecisionPoint {
    return new DecisionPoint({
      site, choices, neutral,
      seed: this.seed,
      enabled: this.#enabled === undefined || this.#enabled.has(site),
      overrides: this.#overrides.get(site),
      taken: this.#taken,
    });
  }

  /** In the order they were taken. Empty unless `record` was set. */
  get taken(): readonly Taken[] {
    return this.#taken ?? [];
  }
}

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
  readonly #seed: Seed;
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
    this.#seed = options.seed;
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
    return Math.floor((hashWords(this.#seed, this.#hash, key) / 4294967296) * this.choices);
  }
}
