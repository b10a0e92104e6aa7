import { NodeClock } from "../../src/kernel/node-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { nextTickDrain, tickCallbackDrain } from "../../src/live/drain.ts";
import type { Lane } from "../kit/lane.ts";
import { DelayCursor, HoldLog, spanOf } from "./hold.ts";

export function openCallbacks(pending: number): Lane {
  const scheduler = new Scheduler({ sites: new Sites(), drain: tickCallbackDrain() ?? nextTickDrain() });
  const site = scheduler.sites.id("actor");
  const log = new HoldLog();
  for (let actor = 0; actor < pending; actor++) {
    const cursor = new DelayCursor(actor);
    const fire = (): void => {
      log.record(actor, scheduler.now);
      scheduler.after(cursor.next(), site, fire);
    };
    scheduler.after(cursor.next(), site, fire);
  }
  return runLane(scheduler, log, pending);
}

export function openTasks(pending: number): Lane {
  const scheduler = new Scheduler({ sites: new Sites(), drain: tickCallbackDrain() ?? nextTickDrain() });
  const clock = new NodeClock(scheduler, "node");
  const log = new HoldLog();
  const live = async (actor: number): Promise<never> => {
    const cursor = new DelayCursor(actor);
    for (;;) {
      await clock.sleep(cursor.next(), "actor");
      log.record(actor, scheduler.now);
    }
  };
  for (let actor = 0; actor < pending; actor++) void live(actor);
  return runLane(scheduler, log, pending);
}

function runLane(scheduler: Scheduler, log: HoldLog, pending: number): Lane {
  let until = 0;
  return {
    async run(events) {
      const since = log.fired;
      until += spanOf(events, pending);
      await scheduler.runUntil(until);
      return log.work(since, true);
    },
  };
}
