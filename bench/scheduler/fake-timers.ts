import { createClock } from "@sinonjs/fake-timers";
import type { Lane } from "../kit/lane.ts";
import { DelayCursor, HoldLog, spanOf } from "./hold.ts";

/** One `tick` a round: each call also scans every timer once, which short ticks would pay more often. */
export function openTick(pending: number): Lane {
  const clock = createClock(0, Infinity);
  const log = new HoldLog();
  for (let actor = 0; actor < pending; actor++) {
    const cursor = new DelayCursor(actor);
    const fire = (): void => {
      log.record(actor, clock.now);
      clock.setTimeout(fire, cursor.next());
    };
    clock.setTimeout(fire, cursor.next());
  }
  return {
    run(events) {
      const since = log.fired;
      clock.tick(spanOf(events, pending));
      return log.work(since, true);
    },
  };
}

export function openTickAsync(pending: number): Lane {
  const clock = createClock(0, Infinity);
  const log = new HoldLog();
  const sleep = (delay: number): Promise<void> =>
    new Promise((resolve) => void clock.setTimeout(() => resolve(), delay));
  const live = async (actor: number): Promise<never> => {
    const cursor = new DelayCursor(actor);
    for (;;) {
      await sleep(cursor.next());
      log.record(actor, clock.now);
    }
  };
  for (let actor = 0; actor < pending; actor++) void live(actor);
  return {
    async run(events) {
      const since = log.fired;
      await clock.tickAsync(spanOf(events, pending));
      return log.work(since, true);
    },
  };
}
