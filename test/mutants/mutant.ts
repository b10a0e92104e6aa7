/** An exact text of a source, found there once, and what stands in its place in the mutant. */
export interface Patch {
  /** From the package's root: `src/bus/client.ts`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * Where a mutant is looked for: a small world by its name, one of the shipped scenarios by its path below scenarios/,
 * or a suite of contracts by its path below test/.
 */
export type Trial = { readonly world: string } | { readonly scenario: string } | { readonly suite: string };

export type Family = "defect" | "redis" | "protocol" | "venue" | "blind spot" | "scenario";

/** A planted bug. It exists in a bundle of its own, never in the sources. */
export interface Mutant {
  /** The row of the list of defects it re-introduces (`DEF-11`, `DEF-11b` for a second one), or a name of its own. */
  readonly name: string;
  readonly family: Family;
  /** What goes wrong with it, in one sentence. */
  readonly plants: string;
  readonly patches: readonly Patch[];
  /** The oracle that must catch it; for a suite, `contract`. */
  readonly predicted: string;
  readonly trial: Trial;
}

/** One broken promise, as a trial reports it. */
export interface Finding {
  readonly oracle: string;
  readonly what: string;
}

/** What one seed of a trial came to. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** How many comparisons each oracle made: none is no pass. */
  readonly compared: Readonly<Record<string, number>>;
}

/** A trial as its bundle exports it. Never throws for what a mutant can do: that is a finding too. */
export type RunTrial = (seed: number) => Promise<Outcome>;

/** What a person has to read of a run: faults that are on, messages, and decisions that are not neutral. */
export interface RunSize {
  readonly faults: number;
  readonly messages: number;
  readonly decisions: number;
}

/** What fast-check drew, as text. */
export interface DrawnSize {
  readonly characters: number;
}

/** A finding as it was, and made small. */
export interface Shrunk {
  readonly before: RunSize | DrawnSize;
  readonly after: RunSize | DrawnSize;
}

/**
 * Makes a finding small, which `oracle` must make throughout. Undefined when there is nothing that could be left out.
 */
export type ShrinkTrial = (seed: number, oracle: string) => Promise<Shrunk | undefined>;

/** What a bundle exports. */
export interface TrialBundle {
  readonly trial: RunTrial;
  readonly shrink: ShrinkTrial;
}

export function trialName(trial: Trial): string {
  if ("world" in trial) return trial.world;
  return "suite" in trial ? trial.suite : `scenario ${trial.scenario}`;
}
