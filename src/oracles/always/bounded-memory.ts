import { always, type Always } from "../property.ts";

/** No class ever holds more than its capacity, and what all producers hold is bounded by it. */
export const boundedMemory = (): Always => always(
  "bounded-memory", "no class of a producer ever holds more than its capacity", (verdicts, view) => ({
    finished(at) {
      view.peaks.forEach((peak, priority) => {
        verdicts.compare();
        const capacity = view.capacity[priority] as number;
        if (peak > capacity)
          verdicts.violate(at, "a class held more than its capacity", `class ${priority} held ${peak} of ${capacity}`);
      });
    },
  }));
