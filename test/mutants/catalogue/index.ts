import type { Mutant } from "../mutant.ts";
import { BLIND_SPOTS } from "./blind-spots.ts";
import { LOSS } from "./loss.ts";
import { ORDER } from "./order.ts";
import { PROTOCOL } from "./protocol.ts";
import { REDIS } from "./redis.ts";
import { SHIPPED_SCENARIOS } from "./shipped-scenarios.ts";
import { STARTING, TIME } from "./time.ts";
import { VENUES } from "./venues.ts";
import { WORKINGS } from "./workings.ts";

/** The defects of the origin in the order of their rows, then the others. */
export const MUTANTS: readonly Mutant[] = [
  ...[...STARTING, ...LOSS, ...ORDER, ...TIME, ...WORKINGS].sort(byName),
  ...REDIS,
  ...PROTOCOL,
  ...VENUES,
  ...BLIND_SPOTS,
  ...SHIPPED_SCENARIOS,
];

function byName(left: Mutant, right: Mutant): number {
  return left.name < right.name ? -1 : 1;
}
