import { AsyncResource } from "node:async_hooks";
import process from "node:process";
import { WavetankError } from "../kernel/error.ts";
import type { Drain } from "../kernel/host.ts";

/**
 * The drain that Node runs between two timers, exposed as `process._tickCallback`: synchronous, complete, and several
 * times cheaper than a turn of the event loop. It is undocumented (DEP0134), so the self-test decides, and it does
 * nothing when called inside a microtask. Undefined where Node has it no more.
 */
export function tickCallbackDrain(): Drain | undefined {
  const tickCallback: unknown = Reflect.get(process, "_tickCallback");
  if (typeof tickCallback !== "function") return undefined;
  return { name: "tickCallback", synchronous: true, drain: () => void tickCallback.call(process) };
}

/** Far more alternations of tick and microtask than any finite workload has. */
const ROUND_LIMIT = 100_000;

/**
 * The same from documented parts only. A tick queued by a microtask runs once the microtask queue is empty, so a round
 * of microtask and tick runs all microtasks there are; but ticks queued meanwhile may leave microtasks behind it.
 * Every tick takes a number from Node's counter of async resources, so a round in which that did not move queued no
 * tick, and after two such rounds in a row nothing is left. Promise reactions need not be counted: they are done
 * before the round's tick runs.
 *
 * It fails with E_DRAIN when ticks and microtasks queue each other without end.
 */
export function nextTickDrain(): Drain {
  return { name: "nextTick", synchronous: false, drain: () => new Promise<void>(drainThen), drainThen };
}

function drainThen(next: () => void, failed: (error: unknown) => void): void {
  let rounds = 0;
  let quietRounds = 0;
  let quiet = false;
  /** What the counter reads if nobody else has taken a number. What a round takes itself is left out. */
  let expected = 0;
  const microtask = (): void => {
    quiet &&= nextAsyncId() === expected;
    process.nextTick(tick);
    expected = nextAsyncId() + 1;
  };
  const tick = (): void => {
    quiet &&= nextAsyncId() === expected;
    quietRounds = quiet ? quietRounds + 1 : 0;
    if (quietRounds === 2) next();
    else if (++rounds === ROUND_LIMIT) failed(endless());
    else startRound();
  };
  const startRound = (): void => {
    quiet = true;
    queueMicrotask(microtask);
    expected = nextAsyncId() + 1;
  };
  startRound();
}

const MARKER = { requireManualDestroy: true };

/** Node's counter of async resources; reading it moves it by one. */
const nextAsyncId = (): number => new AsyncResource("DrainMarker", MARKER).asyncId();

const endless = (): WavetankError =>
  new WavetankError("E_DRAIN", `ticks and microtasks still queue each other after ${ROUND_LIMIT} rounds`, {
    expected: "an end of the work that is ready at one instant",
    hint: "look for a loop that waits by process.nextTick; let it sleep on the run's clock instead",
  });
