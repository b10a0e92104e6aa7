import { always, type Always } from "../property.ts";

/**
 * What the producers accepted is held, acknowledged or dropped at every instant; in the end every message was handled,
 * dropped, dead-lettered, or lost for a reason that is on record.
 */
export const conserved = (): Always =>
  always(
    "conserved", "every accepted message is held, stored, dropped, dead-lettered or handled, at every instant",
    (verdicts, view) => {
      let accounted = 0;
      let open = 0;
      return {
        accepted: () => void open++, dropped: () => void open--, stored: () => void open--,
        step(at) {
          verdicts.compare();
          accounted = view.held;
          const expected = open - (view.counters["lostWithProcess"] ?? 0);
          if (accounted !== expected) {
            verdicts.violate(
              at, "the producers hold another number than the oracle",
              `the producers hold ${accounted} messages; accepted − stored − dropped − lost is ${expected}`,
            );
          }
        },
        unknown: (what, at) =>
          verdicts.violate(
            at, "something was handled that nobody published", `${what} was handled, and never published`,
          ),
        finished(at) {
          for (const message of view.messages) {
            verdicts.compare();
            if (message.end === "open" && message.storedAt < 0 && message.copies === 0) {
              verdicts.violate(
                at, "an accepted message is nowhere", `message ${message.index} was accepted and is nowhere`, message,
              );
            }
          }
        },
      };
    },
  );
