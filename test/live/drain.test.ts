import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Drain } from "../../src/kernel/host.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";

const host = liveHost();

/** What one step of an asynchronous program does before it runs the steps below it. */
type Way = "await" | "then" | "tick" | "microtask" | "thenable" | "returned promise";

interface Step {
  readonly way: Way;
  readonly below: readonly Step[];
}

const way = fc.constantFrom<Way>("await", "then", "tick", "microtask", "thenable", "returned promise");

const program = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 6 },
    fc.record({ way, below: fc.constant<readonly Step[]>([]) }),
    fc.record({ way, below: fc.array(tie("step"), { minLength: 1, maxLength: 3 }) }),
  ),
})).step;

const through: Readonly<Record<Way, (then: () => void) => void>> = {
  await: (then) => void (async () => { await undefined; then(); })(),
  then: (then) => void Promise.resolve().then(then),
  tick: (then) => process.nextTick(then),
  microtask: (then) => queueMicrotask(then),
  thenable: (then) => void (async () => { await { then: (resolve: () => void) => resolve() }; then(); })(),
  "returned promise": (then) => void (async () => Promise.resolve())().then(then),
};

function run(step: Step, path: string, log: string[]): void {
  through[step.way](() => {
    log.push(`${path} ${step.way}`);
    step.below.forEach((below, index) => run(below, `${path}.${index}`, log));
  });
}

const size = (step: Step): number => 1 + step.below.reduce((sum, below) => sum + size(below), 0);

/** Runs each list of steps as one event of a loop, followed by a drain, in one macrotask. */
function logUnder(drain: Drain, events: readonly (readonly Step[])[]): Promise<string[]> {
  const log: string[] = [];
  const event = (index: number): void => runEvent(events, index, log);
  return host.hop(() => {
    if (drain.synchronous) {
      for (const index of events.keys()) { event(index); drain.drain(); }
      return log.slice();
    }
    return new Promise((resolve, reject) => {
      const from = (index: number): void => {
        if (index === events.length) return resolve(log.slice());
        event(index);
        drain.drainThen(() => from(index + 1), reject);
      };
      from(0);
    });
  });
}

/** The reference: a turn of Node's own event loop after every event. */
async function logUnderEventLoop(events: readonly (readonly Step[])[]): Promise<string[]> {
  const log: string[] = [];
  for (const index of events.keys()) {
    await host.hop(() => runEvent(events, index, log));
    await host.hop(() => undefined);
  }
  return log;
}

function runEvent(events: readonly (readonly Step[])[], index: number, log: string[]): void {
  log.push(`event ${index}`);
  events[index]!.forEach((step, root) => run(step, `${index}/${root}`, log));
}

describe.each(liveDrains().map((drain) => [drain.name, drain] as const))("the %s drain", (_name, drain) => {
  test("runs every step of random asynchronous programs, in the order of Node's own event loop", async () => {
    const events = fc.array(fc.array(program, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(events, async (programs) => {
      const log = await logUnder(drain, programs);
      expect(log).toHaveLength(programs.length + programs.flat().reduce((sum, step) => sum + size(step), 0));
      expect(log).toEqual(await logUnderEventLoop(programs));
    }), { numRuns: 200 });
  });

  test("runs ticks and microtasks that queue each other 500 deep", async () => {
    let deep: Step = { way: "then", below: [] };
    for (let depth = 0; depth < 500; depth++) deep = { way: depth % 2 === 0 ? "tick" : "await", below: [deep] };
    expect(await logUnder(drain, [[deep]])).toHaveLength(502);
  });
});

test("Node 20 to 24 offer the synchronous drain first", () => {
  expect(liveDrains().map((drain) => drain.name)).toEqual(["tickCallback", "nextTick"]);
});

test("the nextTick drain ends with E_DRAIN when ticks and microtasks queue each other for ever", async () => {
  const drain = liveDrains().find((one) => one.name === "nextTick")!;
  let stop = false;
  const forever = (): void => { if (!stop) process.nextTick(() => queueMicrotask(forever)); };
  forever();
  const drained = Promise.resolve(drain.drain()).finally(() => { stop = true; });
  await expect(drained).rejects.toMatchObject({ code: "E_DRAIN" });
});
