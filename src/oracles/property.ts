import { Judge } from "./oracle.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { MessageAccount } from "./evidence/account.ts";
import type { RunView, Witness } from "./evidence/witness.ts";

/** Judges one property of one run. Reports what it compared and the first violation. */
export interface Verdicts {
  compare(count?: number): void;
  /** `shape` says what kind of violation it is, without numbers: equal shapes are the same failure. */
  violate(at: Instant, shape: string, detail: string, message?: MessageAccount): void;
}

/** What must hold at every step. */
export interface Always {
  readonly kind: "always";
  readonly name: string;
  readonly claim: string;
  readonly watch: (verdicts: Verdicts, view: RunView) => Witness;
}

/** What must have come true within `within` after the faults have ended, if the system can recover at all. */
export interface Eventually {
  readonly kind: "eventually";
  readonly name: string;
  readonly claim: string;
  readonly within: Duration;
  readonly holds: (view: RunView) => boolean;
  /** What is still missing, for the report. */
  readonly missing: (view: RunView) => string;
}

/** What has to happen in some runs, or the scenario proves nothing. */
export interface Sometimes {
  readonly kind: "sometimes";
  readonly name: string;
  readonly claim: string;
  /**
   * One of these must be part of the scenario, or it can never happen: fault kinds, or `consumers>1`, `replicas`,
   * `trim`, `venues`.
   */
  readonly needs: readonly string[];
  readonly watch: (hit: () => void, view: RunView) => Witness;
}

type Watch<T extends { readonly watch: unknown }> = T["watch"];

/** A property of your own that must hold at every step: ten lines with what `watch` returns. */
export const always = (name: string, claim: string, watch: Watch<Always>): Always => ({
  kind: "always", name, claim, watch,
});

/** A goal of your own. */
export const eventually = (options: Omit<Eventually, "kind">): Eventually => ({ kind: "eventually", ...options });

/** Something of your own that must happen now and then. */
export const sometimes = (
  name: string, claim: string, watch: Watch<Sometimes>, needs: readonly string[] = [],
): Sometimes => ({ kind: "sometimes", name, claim, needs, watch });

/** The first violation of a property. */
export interface Breach {
  readonly property: string;
  readonly at: Instant;
  readonly shape: string;
  readonly detail: string;
  readonly message: MessageAccount | undefined;
}

/** A judge that tells at once of the first violation. */
export class PropertyJudge extends Judge implements Verdicts {
  readonly #onBreach: (breach: Breach) => void;

  constructor(name: string, claim: string, onBreach: (breach: Breach) => void) {
    super(name, claim);
    this.#onBreach = onBreach;
  }

  override violate(at: Instant, shape: string, detail = shape, message?: MessageAccount): void {
    if (this.violations === 0) this.#onBreach({ property: this.name, at, shape, detail, message });
    super.violate(at, detail);
  }
}
