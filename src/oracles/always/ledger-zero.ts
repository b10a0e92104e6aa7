import { always, type Always } from "../property.ts";

/** After closing nothing is held: no message, no timer, no blocked reader, nobody who waits. */
export const ledgerZero = (): Always => always(
  "ledger-zero", "after closing no message, timer, blocked reader or wait is left", (verdicts, view) => ({
    finished(at) {
      for (const [resource, left] of Object.entries(view.resources)) {
        verdicts.compare();
        if (left !== 0)
          verdicts.violate(at, `${resource} left after closing`, `${left} ${resource} left after closing`);
      }
    },
  }));
