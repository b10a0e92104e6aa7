import type { Clock } from "../../src/kernel/clock.ts";

/** A clock that knows what was set on it and has neither come nor been taken back. */
export function ledgerClock(clock: Clock) {
  const open = new Map<number, string>();
  let next = 0;
  const watched: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(delay, site, callback) {
      const id = next++;
      open.set(id, site);
      const timer = clock.after(delay, site, () => {
        open.delete(id);
        callback();
      });
      return {
        cancel: () => {
          open.delete(id);
          timer.cancel();
        },
      };
    },
    async sleep(delay, site) {
      const id = next++;
      open.set(id, site);
      await clock.sleep(delay, site);
      open.delete(id);
    },
    waiting: (what) => clock.waiting(what),
  };
  return { clock: watched, timers: () => [...open.values()] };
}
