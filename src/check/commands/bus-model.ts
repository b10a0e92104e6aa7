import type { Fault } from "../../faults/fault.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Duration } from "../../kernel/time.ts";

/** What a bus should come to, in as few words as possible: how many messages of each key it has taken. */
export class BusModel {
  readonly accepted = new Map<string, number>();
  /** Of the world's time. */
  remaining: Duration;
  /** A fault has happened after which acknowledged messages may be gone. */
  mayLose = false;

  constructor(remaining: Duration) {
    this.remaining = remaining;
  }

  accept(key: string): void {
    this.accepted.set(key, (this.accepted.get(key) ?? 0) + 1);
  }
}

const LOSING: ReadonlySet<string> = new Set<Fault["kind"]>([
  "crash", "failover", "out-of-memory", "foreign-trim", "forget-group", "replace", "twin",
]);
/** They make a sentinel promote a replica that lags. */
const PROMOTING: ReadonlySet<string> = new Set<Fault["kind"]>(["pause", "partition", "slow-commands", "half-open"]);

/** Whether messages that a producer took may never be handled after it, even if all is well with the bus. */
export const mayLose = ({ kind }: Fault, { deployment }: Scenario): boolean =>
  LOSING.has(kind) || (deployment?.sentinel !== undefined && PROMOTING.has(kind));
