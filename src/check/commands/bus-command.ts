import type fc from "fast-check";
import type { DrivenWorld } from "../../harness/scenario/driven-world.ts";
import type { BusModel } from "./bus-model.ts";

/** One step of a driven world, and what it means to the model. */
export type BusCommand = fc.AsyncCommand<BusModel, DrivenWorld>;

/** A world that does not do what the model says. */
export class ModelMismatch extends Error {
  override readonly name = "ModelMismatch";
}

/** No oracle has seen a violation, and nothing was taken or handled that was not published. */
export function compare(model: BusModel, world: DrivenWorld): void {
  const { failure } = world;
  if (failure !== undefined)
    throw new ModelMismatch(`${failure.oracle}, fingerprint ${failure.fingerprint}: ${failure.message}`);
  for (const [key, { accepted, handled, ended }] of world.tally()) {
    const published = model.accepted.get(key) ?? 0;
    if (accepted !== published)
      throw new ModelMismatch(`key ${key}: ${published} were taken, the run has ${accepted} on record`);
    if (handled + ended > published)
      throw new ModelMismatch(`key ${key}: ${handled} handled and ${ended} given up of ${published}`);
  }
}
