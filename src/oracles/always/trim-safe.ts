import { always, type Always } from "../property.ts";

/** The bus trims nothing that the group has not acknowledged, or says so, as its configuration asks. */
export const trimSafe = (): Always => always(
  "trim-safe", "the bus trims nothing that a group has not acknowledged, unless it reports it", (verdicts, view) => ({
    trimmed(removed, at) {
      // A server that lost data no longer knows how much its groups had read.
      if (view.losses.length > 0) return;
      verdicts.compare();
      const lost = view.stream?.unacknowledgedTrimmed ?? 0;
      const isReported = !view.trimHolds && (view.counters["trimmedUnread"] ?? 0) > 0;
      if (lost > 0 && !isReported) {
        verdicts.violate(
          at, "entries were trimmed unacknowledged",
          `${removed} entries were trimmed, and ${lost} that had not been acknowledged are gone`,
        );
      }
    },
    finished: () => verdicts.compare(),
  }));
