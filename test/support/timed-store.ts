import type { AppendOptions, AppendOutcome, Fields, StoreError, StreamStore } from "../../src/bus/store.ts";
import type { Duration } from "../../src/kernel/time.ts";
import { scriptedStore } from "./scripted-store.ts";
import type { Simulated } from "./simulated.ts";

/** What becomes of one write: how many of its entries are applied, and what the writer is told after a while. */
export interface Fate {
  readonly after: Duration;
  readonly applied?: number;
  /** Instead of the outcome: `undefined` tells the truth. */
  readonly error?: StoreError;
}

export interface AppliedWrite {
  readonly at: number;
  readonly entries: readonly Fields[];
  readonly options: AppendOptions | undefined;
  readonly applied: number;
}

/** A store that answers every write and every question for a length by itself, and takes nothing else. */
export function timedStore(world: Simulated, fateOf: (write: number, entries: readonly Fields[]) => Fate) {
  const writes: AppliedWrite[] = [];
  const store: StreamStore = {
    ...scriptedStore(world).store,
    async append(_stream, entries, options): Promise<AppendOutcome> {
      const { after, applied = entries.length, error } = fateOf(writes.length, entries);
      writes.push({ at: world.scheduler.now, entries, options, applied });
      await world.clock.sleep(after, "store");
      if (error?.kind === "unknown") throw error;
      return { applied, refused: error };
    },
    length: () => world.clock.sleep(1, "store").then(() => 0),
  };
  return { store, writes };
}
