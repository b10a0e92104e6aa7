import type { Family, Mutant, Patch, Trial } from "../mutant.ts";

export const inWorld = (world: string): Trial => ({ world });
export const inScenario = (scenario: string): Trial => ({ scenario });
export const inSuite = (suite: string): Trial => ({ suite });

/** In `file`, the text `find`, which is there once, becomes `replace`. */
export const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });

export type Planting = (
  name: string, plants: string, caught: readonly [predicted: string, trial: Trial],
  ...patches: readonly Patch[]
) => Mutant;

export const planting =
  (family: Family): Planting =>
  (name, plants, [predicted, trial], ...patches) => ({ name, family, plants, patches, predicted, trial });
