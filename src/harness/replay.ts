import type { EnhancedMessageBusConfig } from "../bus/config/config.ts";
import { chooseDrain, type ArmedGuard, type Drain, type GuardMode, type Host, type Leak } from "../kernel/host.ts";
import type { Override } from "../kernel/decisions.ts";
import type { Seed } from "../kernel/seed.ts";
import type { TraceWindow } from "../kernel/trace.ts";
import { CAPTURE_SOURCE } from "../traffic/bus/capture-config.ts";
import type { TrafficSource } from "../traffic/record.ts";
import { CaptureTally } from "./capture-tally.ts";
import { fromZero } from "./from-zero.ts";
import { Pump } from "./pump.ts";
import { composeReport } from "./replay-report.ts";
import type { RunOutcome } from "./run-report.ts";
import { DRAIN_LIMIT, Simulation, type SimulationOptions } from "./simulation.ts";
import { ms } from "../kernel/time.ts";

export interface ReplayOptions {
  readonly seed: Seed;
  /** For the report: the input as the user named it. */
  readonly path: string;
  readonly sha256?: string;
  readonly config?: EnhancedMessageBusConfig;
  readonly faults?: readonly string[];
  readonly tape?: readonly Override[];
  readonly sabotage?: NonNullable<SimulationOptions["sabotage"]>;
  /** Default: the first of the host's that passes its self-test. */
  readonly drain?: Drain;
  readonly guard?: GuardMode | "off";
  readonly window?: TraceWindow;
  readonly drainAlways?: boolean;
  /** Called now and then with the frames so far and the virtual second. */
  readonly onProgress?: (frames: number, virtualSeconds: number) => void;
}

/** How often a finished run looks whether everything has drained. */
const DRAIN_POLL = ms(1);
const PROGRESS_EVERY = 20_000;

/**
 * Plays `given` through adapters, bus, group and engine on a virtual clock, and judges it.
 *
 * The same source, seed and options give the same digest in every process and on every version of Node. A source that
 * breaks off is judged up to there, with the verdict "damaged".
 *
 * @throws {WavetankError} E_VENUE - the source holds a venue without an adapter; E_DETERMINISM_LEAK - something used
 *   the real world inside the run; E_DEADLOCK, E_LIVELOCK - the run cannot go on.
 */
export async function runReplay(given: TrafficSource, host: Host, options: ReplayOptions): Promise<RunOutcome> {
  const source = fromZero(given);
  const drain = options.drain ?? await chooseDrain(host);
  const startedAt = host.wallNanoseconds();
  const capture = source.header.sources.some(({ venue }) => venue === CAPTURE_SOURCE) ? new CaptureTally() : undefined;
  const simulation = new Simulation({ ...options, epochUnixNs: source.header.epochUnixNs, drain, capture });
  const run = new Run(simulation, source, host, options, capture);
  const leaks = await run.toEnd();
  const wallSeconds = Number(host.wallNanoseconds() - startedAt) / 1e9;
  const report = composeReport({
    simulation, pump: run.pump, capture, source, options, drain, leaks, wallSeconds, peakRssBytes: run.peakRssBytes,
  });
  return {
    report, traceCount: simulation.trace.count, checkpoints: simulation.trace.checkpoints, kept: simulation.trace.kept,
  };
}

/** One run from its first event to the last. */
class Run {
  readonly pump: Pump;
  readonly #simulation: Simulation;
  readonly #host: Host;
  readonly #options: ReplayOptions;
  peakRssBytes = 0;
  #nextProgress = PROGRESS_EVERY;

  constructor(
    simulation: Simulation, source: TrafficSource, host: Host, options: ReplayOptions,
    capture: CaptureTally | undefined,
  ) {
    this.#simulation = simulation;
    this.#host = host;
    this.#options = options;
    this.pump = new Pump(simulation, source, () => this.#wind(), capture);
  }

  /** Runs inside one macrotask, guarded. */
  async toEnd(): Promise<readonly Leak[]> {
    const { scheduler, observer, engine } = this.#simulation;
    const leaks = await this.#host.hop(async () => {
      const endWatch = this.#host.watchRejections((reason) => scheduler.fail(reason));
      const armed = this.#armGuard();
      try {
        this.#start();
        await scheduler.runUntil();
      } finally {
        armed?.disarm();
        endWatch();
      }
      return armed?.disarm() ?? [];
    });
    observer.finish((instrument) => engine.state(instrument)?.book);
    this.#sampleMemory();
    return leaks;
  }

  #armGuard(): ArmedGuard | undefined {
    const mode = this.#options.guard ?? "traps";
    return mode === "off" ? undefined : this.#host.guard.arm(mode);
  }

  #start(): void {
    const { scheduler, consumer, manager } = this.#simulation;
    scheduler.onEvent(() => this.#afterEvent());
    consumer.start().catch((error: unknown) => scheduler.fail(error));
    manager.start();
    this.pump.start();
  }

  #afterEvent(): void {
    this.#simulation.observer.audit();
    if (this.pump.frames < this.#nextProgress) return;
    this.#nextProgress += PROGRESS_EVERY;
    this.#sampleMemory();
    this.#options.onProgress?.(this.pump.frames, this.#simulation.scheduler.now / 1e9);
  }

  #sampleMemory(): void {
    this.peakRssBytes = Math.max(this.peakRssBytes, this.#host.rssBytes());
  }

  /** The input has ended: everything held is sent, handled and acknowledged before the parts stop. */
  #wind(): void {
    const { scheduler, client } = this.#simulation;
    const deadline = scheduler.now + DRAIN_LIMIT;
    client
      .close()
      .then(() => this.#stopWhenDrained(deadline))
      .catch((error: unknown) => scheduler.fail(error));
  }

  #stopWhenDrained(deadline: number): void {
    const { scheduler, consumer, manager, client } = this.#simulation;
    if (!this.#simulation.drained && scheduler.now < deadline) {
      scheduler.after(DRAIN_POLL, scheduler.sites.id("harness.drain"), () => this.#stopWhenDrained(deadline));
      return;
    }
    if (!this.#simulation.drained) client.abandon();
    void manager.stop();
    consumer.stop().catch((error: unknown) => scheduler.fail(error));
  }
}
