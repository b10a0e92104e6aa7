import type { Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";
import { sized } from "./kit/mode.ts";

// What one timer costs: schedule it, let it wait its turn among `pending` others, fire it.

const number = new Intl.NumberFormat("en-US");

const callbacks = (pending: number): Heat => ({
  name: `${number.format(pending)} pending callbacks`,
  operation: "event",
  subject: "wavetank",
  contenders: [
    { name: "wavetank", open: async () => (await import("./scheduler/wavetank.ts")).openCallbacks(pending) },
    { name: "flatqueue alone", open: async () => (await import("./scheduler/flatqueue.ts")).open(pending) },
    { name: "fake-timers tick", open: async () => (await import("./scheduler/fake-timers.ts")).openTick(pending) },
    {
      name: "RxJS VirtualTimeScheduler",
      open: async () => (await import("./scheduler/rxjs.ts")).open(pending),
      ...(pending > 10_000 && { absent: "sorts all timers at every call" }),
    },
  ],
  requirements: pending === 1_000
    ? [{ rival: "fake-timers tick", atLeast: 10 }, { rival: "flatqueue alone", atLeast: 1 / 1.5 }]
    : [],
  checkOperations: 20_000,
});

const tasks = (pending: number): Heat => ({
  name: `${number.format(pending)} pending sleeps`,
  operation: "event",
  subject: "wavetank",
  contenders: [
    { name: "wavetank", open: async () => (await import("./scheduler/wavetank.ts")).openTasks(pending) },
    {
      name: "fake-timers tickAsync",
      open: async () => (await import("./scheduler/fake-timers.ts")).openTickAsync(pending),
    },
    { name: "Effect TestClock", open: async () => (await import("./scheduler/effect.ts")).open(pending) },
  ],
  requirements: pending === 1_000 ? [{ rival: "fake-timers tickAsync", atLeast: 5 }] : [],
  checkOperations: pending > 10_000 ? 2_000 : 20_000,
});

const counts = sized({ short: [10, 1_000], full: [10, 1_000, 100_000] });

await race({ bench: "scheduler", heats: [...counts.map(callbacks), ...counts.map(tasks)] });
