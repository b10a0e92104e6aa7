import type { DecisionPoint, Decisions } from "./decisions.ts";

const PER_MILLE = 1_000;
const NEUTRAL = PER_MILLE - 1;

export interface BuggifyRates {
  /** Of a thousand runs, in how many a site is active. */
  readonly activated: number;
  /** Of a thousand passes of an active site, how many fire. */
  readonly fired: number;
}

/** What a run says of one site. */
export interface BuggifyUse {
  readonly site: string;
  readonly activated: boolean;
  readonly passes: number;
  readonly fired: number;
}

/**
 * Places in our own code that may do the rare but allowed thing: a short read, a late timer. A site is active in some
 * runs only, and fires in some of its passes, so that a run has few kinds of trouble but enough of each.
 */
export class Buggify {
  readonly #decisions: Decisions;
  readonly #enabled: boolean;
  readonly #rates: BuggifyRates;
  readonly #sites = new Map<string, BuggifySite>();

  constructor(decisions: Decisions, enabled: boolean, rates: BuggifyRates = { activated: 250, fired: 50 }) {
    this.#decisions = decisions;
    this.#enabled = enabled;
    this.#rates = rates;
  }

  /** The same object for the same name. */
  site(name: string): BuggifySite {
    let site = this.#sites.get(name);
    if (site === undefined) {
      site = new BuggifySite(name, this.#decisions, this.#enabled ? this.#rates : undefined);
      this.#sites.set(name, site);
    }
    return site;
  }

  /** Every site that was passed or could have been, by name. */
  uses(): readonly BuggifyUse[] {
    return [...this.#sites.values()].map(({ site, activated, passes, fired }) => ({ site, activated, passes, fired }));
  }
}

/** One place. Inactive ones decide nothing. */
export class BuggifySite implements BuggifyUse {
  readonly site: string;
  readonly activated: boolean;
  passes = 0;
  fired = 0;
  readonly #point: DecisionPoint | undefined;
  readonly #rate: number;

  constructor(name: string, decisions: Decisions, rates: BuggifyRates | undefined) {
    this.site = name;
    const activated =
      rates !== undefined && decisions.point(`buggify.${name}.active`, PER_MILLE, NEUTRAL).decide(0) < rates.activated;
    this.activated = activated;
    this.#rate = rates?.fired ?? 0;
    this.#point = activated ? decisions.point(`buggify.${name}`, PER_MILLE, NEUTRAL) : undefined;
  }

  /** Whether this pass is one of the rare ones. */
  fires(): boolean {
    const pass = this.passes++;
    if (this.#point === undefined || this.#point.decide(pass) >= this.#rate) return false;
    this.fired++;
    return true;
  }
}
