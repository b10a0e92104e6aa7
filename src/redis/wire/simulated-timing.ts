import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Timing } from "./transport.ts";

/** The time of a service that lives on a scheduler; `nowUs` is its clock, in Unix µs. */
export function simulatedTiming(scheduler: Scheduler, nowUs: () => number): Timing {
  const site = scheduler.sites.id("redis-service");
  return {
    nowUs,
    after(us, callback) {
      const handle = scheduler.after(Math.ceil(us * 1_000), site, () => {
        scheduler.settling();
        callback();
      });
      return () => void scheduler.cancel(handle);
    },
  };
}
