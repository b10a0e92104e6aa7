import { always, type Always } from "../property.ts";

/** What the parts report of themselves equals what was seen to happen. */
export const metricEqualsLog = (): Always => always(
  "metric-equals-log", "what the parts report of themselves equals what was seen to happen", (verdicts, view) => {
    return {
      finished(at) {
        verdicts.compare();
        if (view.metrics["client.held"] !== 0 && view.messages.every(({ end }) => end !== "open")) {
          verdicts.violate(
            at, "a client reports messages that are finished",
            `the clients report ${view.metrics["client.held"]} messages; all are finished`,
          );
        }
        // A server that lost data, or was put in another's place, has another history.
        if (view.losses.length > 0) return;
        verdicts.compare();
        const copies = view.counters["applied"];
        if (view.metrics["stream.added"] !== copies) {
          verdicts.violate(at, "the stream reports another number of entries than were added",
            `the stream reports ${view.metrics["stream.added"]} entries added, ${copies} were`);
        }
      },
    };
  });
