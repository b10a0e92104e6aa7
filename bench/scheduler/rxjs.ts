import { VirtualTimeScheduler } from "rxjs";
import type { Lane } from "../kit/lane.ts";
import { DelayCursor, HoldLog, spanOf } from "./hold.ts";

export function open(pending: number): Lane {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const log = new HoldLog();
  for (let actor = 0; actor < pending; actor++) {
    const cursor = new DelayCursor(actor);
    const fire = (): void => {
      log.record(actor, scheduler.frame);
      scheduler.schedule(fire, cursor.next());
    };
    scheduler.schedule(fire, cursor.next());
  }
  return {
    run(events) {
      const since = log.fired;
      scheduler.maxFrames += spanOf(events, pending);
      scheduler.flush();
      return log.work(since, true);
    },
  };
}
