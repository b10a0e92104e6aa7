import { expect, test } from "vitest";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";
import { installVirtualTimers } from "../../src/live/virtual-timers.ts";

const EPOCH_MS = 1_767_571_200_000;

/** Runs code whose globals tell virtual time, to the end of all timers. */
async function virtually(body: (say: (what: unknown) => void) => void): Promise<readonly unknown[]> {
  const [drain] = liveDrains();
  if (drain === undefined) throw new Error("this host has no drain");
  const scheduler = new Scheduler({ sites: new Sites(), drain });
  const said: unknown[] = [];
  await liveHost().hop(async () => {
    const restore = installVirtualTimers({ scheduler, epochUnixMs: EPOCH_MS });
    try {
      body((what) => said.push(what));
      await scheduler.runUntil();
    } finally {
      restore();
    }
  });
  return said;
}

test("timers fire in order of their time, and the date moves with them", async () => {
  const said = await virtually((say) => {
    setTimeout((word) => say([word, Date.now() - EPOCH_MS]), 3_600_000, "hour");
    setTimeout(() => say(["second", new Date().getTime() - EPOCH_MS]), 1_000);
    setImmediate(() => say(["at once", Date.now() - EPOCH_MS]));
  });
  expect(said).toEqual([["at once", 0], ["second", 1_000], ["hour", 3_600_000]]);
});

test("promises, ticks and microtasks run to their end before time moves", async () => {
  const said = await virtually((say) => {
    const work = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise<void>((resolve) => process.nextTick(resolve));
      say(Date.now() - EPOCH_MS);
    };
    void work();
    setTimeout(() => say("later"), 11);
  });
  expect(said).toEqual([10, "later"]);
});

test("what is cleared does not fire, and what is refreshed starts again", async () => {
  const said = await virtually((say) => {
    clearTimeout(setTimeout(() => say("cleared"), 10));
    clearTimeout(undefined);
    const timer = setTimeout(() => say(Date.now() - EPOCH_MS), 10);
    setTimeout(() => timer.refresh(), 5);
    let beats = 0;
    const interval = setInterval(() => {
      say(`beat ${Date.now() - EPOCH_MS}`);
      if (++beats === 2) clearInterval(interval);
    }, 4);
  });
  expect(said).toEqual(["beat 4", "beat 8", 15]);
});

test("a delay that is none is a millisecond, as the runtime has it", async () => {
  const said = await virtually((say) => {
    for (const delay of [0, -5, Number.NaN, 2 ** 31, undefined]) setTimeout(() => say(Date.now() - EPOCH_MS), delay);
  });
  expect(said).toEqual([1, 1, 1, 1, 1]);
});

test("a date of a given time is an ordinary one", async () => {
  const said = await virtually((say) => {
    say(new Date(5).toISOString());
    say(new Date(0) instanceof Date);
    say(Date.UTC(1970, 0, 2));
  });
  expect(said).toEqual(["1970-01-01T00:00:00.005Z", true, 86_400_000]);
});

test("afterwards the globals are the runtime's own", async () => {
  const names = [
    "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date",
  ] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  await virtually(() => {});
  expect(names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))).toEqual(before);
});
