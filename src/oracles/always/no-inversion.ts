import { always, type Always } from "../property.ts";

/** Classes below CRITICAL, each of which has a share of every batch. */
const LOWER_CLASSES = 3;

/**
 * No batch carries more of less urgent classes than their guaranteed shares while something more urgent, accepted
 * before, waits.
 */
export const noInversion = (): Always =>
  always(
    "no-inversion",
    "no batch carries more than the guaranteed share of less urgent classes while something more urgent waits",
    (verdicts, view) => {
      /** Accepted and never sent, by life and class. */
      const waiting: number[][] = [];
      const of = (life: number): number[] => (waiting[life] ??= [0, 0, 0, 0]);
      const count = (life: number, priority: number, by: 1 | -1): void => {
        of(life)[priority] = (of(life)[priority] as number) + by;
      };
      const share = LOWER_CLASSES * Math.max(1, view.batch >> 5);
      return {
        accepted: ({ life, priority }) => count(life, priority, 1),
        dropped: ({ life, priority, sentAt }) => {
          if (sentAt < 0) count(life, priority, -1);
        },
        sent(batch, attempt, at) {
          const [first] = batch;
          if (attempt > 1 || first === undefined) return;
          const left = of(first.life);
          for (const { life, priority } of batch) count(life, priority, -1);
          const urgent = left.findLastIndex((number) => number > 0);
          verdicts.compare();
          const lower = batch.reduce((sum, { servedAs }) => sum + (servedAs < urgent ? 1 : 0), 0);
          if (lower > share) {
            verdicts.violate(
              at, "less urgent messages went first",
              `${lower} messages of less urgent classes went while ${left[urgent]} of class ${urgent} waited; their share is ${share}`,
              first,
            );
          }
        },
      };
    },
  );
