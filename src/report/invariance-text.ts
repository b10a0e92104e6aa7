import type { Effect, Invariance } from "../harness/scenario/invariance.ts";
import { formatInstant } from "../kernel/time.ts";
import { formatTable } from "./table.ts";

/** What took effect when, with clocks as they are and moved; the first difference, if there is one. */
export function formatInvariance({ plain, stepped, difference }: Invariance): string {
  const table = formatTable(
    ["", "effects"],
    [["wall clocks as they are", plain], ["wall clocks stepped", stepped]],
    "  ",
  );
  if (difference === undefined) return table;
  return [
    table, `first difference after ${difference.index} effects`,
    `  as they are  ${line(difference.plain)}`, `  stepped      ${line(difference.stepped)}`,
  ].join("\n");
}

const line = (effect: Effect | undefined): string =>
  effect === undefined ? "(nothing took effect any more)"
    : `${formatInstant(effect.at)}  message ${effect.message} at consumer ${effect.consumer + 1}`;
