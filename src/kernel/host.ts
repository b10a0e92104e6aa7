import { WavetankError } from "./error.ts";

/**
 * Runs everything that is ready without a turn of the event loop: promise reactions, `queueMicrotask` and nextTick
 * callbacks, and whatever those make ready in turn, until nothing is left.
 */
export type Drain = SynchronousDrain | AsynchronousDrain;

/** Works only outside a microtask: call it inside the body of `Host.hop`. */
export interface SynchronousDrain {
  readonly name: string;
  readonly synchronous: true;
  drain(): void;
}

/** May be called anywhere. */
export interface AsynchronousDrain {
  readonly name: string;
  readonly synchronous: false;
  drain(): Promise<void>;
  /**
   * Drains, then calls `next` outside any microtask, as `await drain()` cannot. A loop of events must go on in `next`:
   * inside a microtask an event's promise reactions would run before its nextTicks, with a synchronous drain after
   * them, and the two would give different traces.
   */
  drainThen(next: () => void, failed: (error: unknown) => void): void;
}

/** What the self-test of a drain needs. */
export interface Turns {
  /**
   * Runs `body` at the start of a fresh macrotask, outside any microtask, and passes on what it returns or throws.
   * The code after `await hop(…)` is inside a microtask again: what must not be, belongs into `body`.
   */
  hop<T>(body: () => T | Promise<T>): Promise<T>;
  /** Queues `callback` behind the current operation and before the next macrotask, as `process.nextTick` does. */
  nextTick(callback: () => void): void;
}

/** Everything a run needs of the machine that it runs on. The live one is `liveHost()`. */
export interface Host extends Turns {
  /** In order of preference. Every one must give the same digest; see `chooseDrain`. */
  readonly drains: readonly Drain[];
  readonly guard: Guard;
  /**
   * Until the returned function is called, promises rejected with no handler go to `report` alone, instead of ending
   * the process. A synchronous drain reports inside `drain()`; with an asynchronous one they come after the run, so
   * `hop` once before ending the watch.
   */
  watchRejections(report: (reason: unknown) => void): () => void;
  /** A monotonic clock for reports on the run itself. Works while the guard is armed; nothing traced may use it. */
  wallNanoseconds(): bigint;
  /** Resident memory of the process now. Works while the guard is armed; nothing traced may use it. */
  rssBytes(): number;
}

/**
 * How closely the guard watches. `traps`: reading ambient time, randomness, timers or I/O throws. `audit`: the traps,
 * and every async resource born that is not a promise, a tick or a microtask is recorded too, which also finds
 * functions that were captured before arming; it slows promises down several times.
 */
export type GuardMode = "traps" | "audit";

/** Watches for code that reads the real world while a simulated one runs. In a process one can be armed at a time. */
export interface Guard {
  /** @throws {WavetankError} E_GUARD_ARMED - a guard of this process is armed already. */
  arm(mode: GuardMode): ArmedGuard;

  /**
   * Leaves what arming has put in place there between one run and the next, where it acts as the original, until the
   * returned function is called. To replace and restore properties of the runtime makes it forget what it had
   * optimised: worth sparing where many short runs follow each other in a process that does nothing else.
   */
  keep(): () => void;
}

export interface ArmedGuard {
  /** Undoes the arming exactly, and says what leaked since. Later calls do nothing and give the same list. */
  disarm(): readonly Leak[];
}

/** One way out of the simulated world that was taken. */
export interface Leak {
  /** What was called or born: `Date.now`, `node:crypto.randomUUID`, `async resource Timeout`. */
  readonly route: string;
  /** Where, innermost frame first. Differs between machines and builds: for people, never for a digest. */
  readonly stack: string;
  /** How often that route was taken from that place. */
  readonly times: number;
}

/** Thrown by a trap at the caller, so that a leak ends the run where it happens. */
export class DeterminismLeak extends WavetankError {
  readonly route: string;

  constructor(route: string) {
    super("E_DETERMINISM_LEAK", `${route} was used while a simulated world was running`, {
      expected: "time, chance, timers and I/O through the ports of the run",
      hint: "take a Clock, a RandomStream or a store from the run; the stack names the caller",
    });
    this.name = "DeterminismLeak";
    this.route = route;
  }
}

const CHAIN_DEPTH = 50;

/**
 * Proves that `drain` runs everything: an await chain, thenables, async functions that return promises, and nextTicks
 * and microtasks that queue each other, each `CHAIN_DEPTH` deep.
 *
 * @throws {WavetankError} E_DRAIN - some of it had not run when the drain was over.
 */
export async function selfTestDrain(drain: Drain, turns: Turns): Promise<void> {
  const unfinished = await turns.hop(() => {
    const waiting = startProbes(turns);
    if (drain.synchronous) {
      drain.drain();
      return [...waiting];
    }
    return new Promise<string[]>((resolve, reject) => drain.drainThen(() => resolve([...waiting]), reject));
  });
  if (unfinished.length === 0) return;
  throw new WavetankError("E_DRAIN", `the drain ${drain.name} left work behind: ${unfinished.join(", ")}`, {
    expected: "no promise reaction, microtask or nextTick pending after a drain",
    hint: "this version of Node needs another way to drain; see chooseDrain",
  });
}

/**
 * The first of the host's drains that passes its self-test.
 *
 * @throws {WavetankError} E_DRAIN - none does; the cause is an AggregateError with the reason of each.
 */
export async function chooseDrain(host: Turns & { readonly drains: readonly Drain[] }): Promise<Drain> {
  const failures: unknown[] = [];
  for (const drain of host.drains) {
    try {
      await selfTestDrain(drain, host);
      return drain;
    } catch (error) {
      failures.push(error);
    }
  }
  const names = host.drains.map((drain) => drain.name).join(", ");
  throw new WavetankError("E_DRAIN", `no drain works on this host; tried ${names === "" ? "none" : names}`, {
    expected: "a host on which promise reactions can be run to the end",
  }, new AggregateError(failures));
}

/** Starts the probes; each takes its name out of the returned set when it has run to its end. */
function startProbes(turns: Turns): ReadonlySet<string> {
  const waiting = new Set<string>();
  const probe = (name: string, run: () => Promise<void>): void => {
    waiting.add(name);
    void run().then(() => waiting.delete(name));
  };
  probe("an await chain", () => awaitChain(CHAIN_DEPTH));
  probe("nested async functions", () => nestedCalls(CHAIN_DEPTH));
  probe("a chain of thenables", () => thenableChain(CHAIN_DEPTH));
  probe("nextTicks queued by microtasks", () => tickChain(CHAIN_DEPTH, turns));
  return waiting;
}

async function awaitChain(depth: number): Promise<void> {
  for (let step = 0; step < depth; step++) await Promise.resolve();
}

async function nestedCalls(depth: number): Promise<void> {
  if (depth === 0) return;
  await Promise.resolve();
  return nestedCalls(depth - 1);
}

async function thenableChain(depth: number): Promise<void> {
  const thenable = { then: (resolve: () => void): void => void awaitChain(1).then(resolve) };
  for (let step = 0; step < depth; step++) await thenable;
}

async function tickChain(depth: number, turns: Turns): Promise<void> {
  for (let step = 0; step < depth; step++) {
    await new Promise<void>((resolve) => turns.nextTick(resolve));
    await Promise.resolve();
  }
}
