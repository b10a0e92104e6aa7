import { Clock, Effect, Exit, Scope } from "effect";
import { TestClock } from "effect/testing";
import type { Lane } from "../kit/lane.ts";
import { DelayCursor, HoldLog, spanOf } from "./hold.ts";

/** A fiber an actor, each a loop of sleeps. */
export async function open(pending: number): Promise<Lane> {
  const scope = Effect.runSync(Scope.make());
  const log = new HoldLog();
  const clock = await Effect.runPromise(Scope.provide(TestClock.make(), scope));
  const actor = (index: number): Effect.Effect<never> => {
    const cursor = new DelayCursor(index);
    const step = Effect.flatMap(Effect.suspend(() => Effect.sleep(cursor.next())), () =>
      Effect.sync(() => log.record(index, clock.currentTimeMillisUnsafe())));
    return Effect.forever(step, { disableYield: true });
  };
  for (let index = 0; index < pending; index++) {
    Effect.runFork(Effect.provideService(actor(index), Clock.Clock, clock));
  }
  return {
    async run(events) {
      const since = log.fired;
      await Effect.runPromise(clock.adjust(spanOf(events, pending)));
      return log.work(since, true);
    },
    close: () => Effect.runPromise(Scope.close(scope, Exit.void)),
  };
}
