import type { AppendOutcome, Fields, StreamStore } from "../../src/bus/store.ts";
import { Deferred } from "../../src/kernel/deferred.ts";
import type { Simulated } from "./simulated.ts";

/** One write that waits for the test to say what becomes of it. */
export interface PendingWrite {
  readonly entries: readonly Fields[];
  settle(outcome: AppendOutcome): void;
  break(error: Error): void;
}

/** A store whose writes are answered by the test, one by one. */
export function scriptedStore(world: Simulated) {
  const writes: PendingWrite[] = [];
  const refuse = (): never => {
    throw new Error("the scripted store only takes writes");
  };
  const store: StreamStore = {
    append(_stream, entries) {
      const deferred = new Deferred<AppendOutcome>(world.scheduler, "client", "a scripted write");
      writes.push({
        entries, settle: (outcome) => deferred.resolve(outcome), break: (error) => deferred.reject(error),
      });
      return deferred.promise;
    },
    createGroup: refuse, readNew: refuse, readPending: refuse, acknowledge: refuse, claimIdle: refuse, groups: refuse,
    length: refuse, firstId: refuse, firstIds: refuse, trim: refuse,
  };
  return {
    store,
    writes,
    /** Acknowledges the whole of a write. */
    accept(write: PendingWrite): void {
      write.settle({ applied: write.entries.length, refused: undefined });
    },
    /** Acknowledges the first `count` entries and refuses the rest. */
    acceptPrefix(write: PendingWrite, count: number, refused: AppendOutcome["refused"]): void {
      write.settle({ applied: count, refused });
    },
  };
}

/** The value of a field of an entry. */
export function fieldOf(entry: Fields, name: string): string {
  for (let i = 0; i < entry.length; i += 2) if (entry[i] === name) return String(entry[i + 1]);
  throw new Error(`the entry has no field ${name}`);
}
