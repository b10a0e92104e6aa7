import FlatQueue from "flatqueue";
import type { Lane } from "../kit/lane.ts";
import { DelayCursor, HoldLog, spanOf } from "./hold.ts";

/** The queue and nothing else: no order among ties, no handles, no cancelling, no checks. */
export function open(pending: number): Lane {
  const queue = new FlatQueue<() => void>();
  const log = new HoldLog();
  let now = 0;
  let until = 0;
  for (let actor = 0; actor < pending; actor++) {
    const cursor = new DelayCursor(actor);
    const fire = (): void => {
      log.record(actor, now);
      queue.push(fire, now + cursor.next());
    };
    queue.push(fire, cursor.next());
  }
  return {
    run(events) {
      const since = log.fired;
      until += spanOf(events, pending);
      for (let at = queue.peekValue(); at !== undefined && at <= until; at = queue.peekValue()) {
        now = at;
        queue.pop()?.();
      }
      return log.work(since, false);
    },
  };
}
