import { formatDuration, sec, type Duration } from "../../kernel/time.ts";
import { eventually, type Eventually } from "../property.ts";

/** Everything that is held is sent, and everything in the store is handled and acknowledged. */
export const drained = ({ within = sec(10) }: { readonly within?: Duration } = {}): Eventually =>
  eventually({
    name: "drained", within,
    claim: `within ${formatDuration(within)} of the last fault nothing is held, unread or unacknowledged`,
    holds: (view) => view.held === 0 && view.parked === 0 && view.stream?.backlog === 0,
    missing: (view) =>
      `${view.held} held, ${view.parked} parked, ${view.stream?.backlog ?? "an unknown number"} in the store unread or unacknowledged`,
  });
