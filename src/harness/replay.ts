import { perPriority, type PerPriority } from "../bus/priority.ts";
import type { EnhancedMessageBusConfig } from "../bus/config/config.ts";
import type { WavetankError } from "../kernel/error.ts";
import { chooseDrain, type ArmedGuard, type Drain, type GuardMode, type Host, type Leak } from "../kernel/host.ts";
import type { Override } from "../kernel/decisions.ts";
import type { Seed } from "../kernel/seed.ts";
import type { TraceWindow } from "../kernel/trace.ts";
import { formatDecimal } from "../market/decimal.ts";
import type { InstrumentState } from "../engines/data-engine.ts";
import type { OracleReport } from "../oracles/oracle.ts";
import { CAPTURE_SOURCE } from "../traffic/bus/capture-config.ts";
import type { TrafficSource } from "../traffic/record.ts";
import { CaptureTally } from "./capture-tally.ts";
import { Pump } from "./pump.ts";
import type { BookReport, BufferReport, RunOutcome, RunReport, RunVerdict, VenueReport } from "./run-report.ts";
import { DRAIN_LIMIT, Simulation, type SimulationOptions } from "./simulation.ts";
import type { VenueTally } from "./venue-tally.ts";
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
 * Plays `source` through adapters, bus, group and engine on a virtual clock, and judges it.
 *
 * The same source, seed and options give the same digest in every process and on every version of Node. A source that
 * breaks off is judged up to there, with the verdict "damaged".
 *
 * @throws {WavetankError} E_VENUE - the source holds a venue without an adapter; E_DETERMINISM_LEAK - something used
 *   the real world inside the run; E_DEADLOCK, E_LIVELOCK - the run cannot go on.
 */
export async function runReplay(source: TrafficSource, host: Host, options: ReplayOptions): Promise<RunOutcome> {
  const drain = options.drain ?? await chooseDrain(host);
  const startedAt = host.wallNanoseconds();
  const capture = source.header.sources.some(({ venue }) => venue === CAPTURE_SOURCE) ? new CaptureTally() : undefined;
  const simulation = new Simulation({ ...options, epochUnixNs: source.header.epochUnixNs, drain, capture });
  const run = new Run(simulation, source, host, options, capture);
  const leaks = await run.toEnd();
  const wallSeconds = Number(host.wallNanoseconds() - startedAt) / 1e9;
  const report = composeReport({ simulation, pump: run.pump, capture, source, options, drain, leaks, wallSeconds, peakRssBytes: run.peakRssBytes });
  return { report, traceCount: simulation.trace.count, checkpoints: simulation.trace.checkpoints, kept: simulation.trace.kept };
}

/** One run from its first event to the last. */
class Run {
  readonly pump: Pump;
  readonly #simulation: Simulation;
  readonly #host: Host;
  readonly #options: ReplayOptions;
  peakRssBytes = 0;
  #nextProgress = PROGRESS_EVERY;

  constructor(simulation: Simulation, source: TrafficSource, host: Host, options: ReplayOptions, capture: CaptureTally | undefined) {
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
    client.close().then(() => this.#stopWhenDrained(deadline)).catch((error: unknown) => scheduler.fail(error));
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

interface Finished {
  readonly simulation: Simulation;
  readonly pump: Pump;
  readonly capture: CaptureTally | undefined;
  readonly source: TrafficSource;
  readonly options: ReplayOptions;
  readonly drain: Drain;
  readonly leaks: readonly Leak[];
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

function composeReport(finished: Finished): RunReport {
  const { simulation, pump, source, options, leaks, wallSeconds } = finished;
  const { observer, scheduler } = simulation;
  const { tally } = observer;
  // A captured bus brings no books of venues to compare with.
  const isBusAlone = finished.capture !== undefined && source.header.sources.every(({ venue }) => venue === CAPTURE_SOURCE);
  const oracles = observer.reports().filter(({ name }) => !isBusAlone || !name.startsWith("book-"));
  return {
    schema: "wavetank.replay/1",
    verdict: verdictOf(oracles, pump.damage, leaks),
    seed: options.seed,
    digest: simulation.trace.digest,
    input: {
      path: options.path,
      format: source.format,
      sha256: options.sha256,
      frames: pump.frames,
      origin: source.header.origin,
      epochUnixNs: String(source.header.epochUnixNs),
      damage: pump.damage === undefined ? undefined : damageOf(pump.damage),
    },
    virtual: { start: 0, end: scheduler.now, seconds: scheduler.now / 1e9 },
    messages: {
      accepted: tally.acceptedTotal,
      delivered: tally.deliveredTotal,
      duplicates: tally.duplicates,
      inFlight: observer.conservation.inFlight,
      dropped: tally.dropTotal,
      refused: tally.refusals.full + tally.refusals.closed,
      deadLettered: tally.deadLetterCount,
      trimmed: tally.trimmed,
      acceptedByPriority: tally.acceptedByPriority,
      deliveredByPriority: tally.deliveredByPriority,
    },
    venues: Object.fromEntries([...pump.tallies].map(([name, venue]) => [name, venueReport(venue)])),
    ...(finished.capture === undefined ? {} : { capture: finished.capture.report() }),
    buffers: bufferReports(simulation),
    latency: simulation.latency.summaries(),
    counters: counters(finished),
    deadLetters: tally.deadLetters,
    lostRanges: tally.lostRanges,
    books: simulation.engine.states.map(bookReport),
    oracles,
    sometimes: sometimes(finished),
    determinism: { drain: finished.drain.name, guard: options.guard ?? "traps", leaks },
    wall: {
      seconds: wallSeconds,
      framesPerSecond: wallSeconds > 0 ? Math.round(pump.frames / wallSeconds) : 0,
      peakRssBytes: finished.peakRssBytes,
    },
  };
}

function verdictOf(oracles: readonly OracleReport[], damage: WavetankError | undefined, leaks: readonly Leak[]): RunVerdict {
  if (leaks.length > 0 || oracles.some((oracle) => oracle.verdict === "fail")) return "fail";
  if (damage !== undefined) return "damaged";
  return oracles.some((oracle) => oracle.verdict === "insufficient") ? "insufficient" : "pass";
}

const damageOf = ({ code, message, detail }: WavetankError): RunReport["input"]["damage"] =>
  ({ code, message, where: detail.where, expected: detail.expected, hint: detail.hint });

function venueReport(tally: VenueTally): VenueReport {
  const { frames, bytes, events, trades, quotes, snapshots, deltas, ignored, heartbeats, connects, disconnects } = tally;
  const { restBodies, gaps, resyncs, unhealed, errors, unknown, malformed } = tally;
  return {
    frames, bytes, events, trades, quotes, snapshots, deltas, ignored, heartbeats, connects, disconnects, restBodies,
    gaps, resyncs, unhealed, errors, unknown, malformed,
    checks: {
      sequence: { compared: tally.sequenceChecks, broken: tally.sequenceBreaks },
      checksum: { compared: tally.checksumChecks, broken: tally.checksumMismatches },
    },
    silences: tally.silences,
    gapList: tally.keptGaps,
    silenceList: tally.keptSilences,
    rejected: tally.rejected,
  };
}

function bufferReports({ client }: Simulation): PerPriority<BufferReport> {
  return perPriority((priority) => {
    const { config, peak, size } = client.buffer(priority);
    return { capacity: config.capacity, peak, atEnd: size };
  });
}

function counters({ simulation, pump }: Finished): Record<string, number> {
  const { observer, scheduler, stores } = simulation;
  const { tally } = observer;
  return {
    "bus.batches": tally.batches,
    "bus.batch.largest": tally.largestBatch,
    "bus.flush.interval": tally.flushes.interval,
    "bus.flush.highWater": tally.flushes["high-water"],
    "bus.flush.nearlyFull": tally.flushes["nearly-full"],
    "bus.flush.close": tally.flushes.close,
    "bus.retries": tally.retries,
    "bus.failedWrites": tally.failedWrites,
    "bus.dropped.overflow": tally.drops.overflow,
    "bus.dropped.closed": tally.drops.closed,
    "bus.refused.full": tally.refusals.full,
    "bus.stalls": pump.stalls,
    "group.reads": tally.reads,
    "group.entriesRead": tally.entriesRead,
    "group.claimed": tally.claimed,
    "group.handlerFailures": tally.handlerFailures,
    "group.acknowledged": tally.acknowledged,
    "group.vanished": tally.vanished, "group.regrouped": tally.regroups,
    "stream.length": simulation.streamLength,
    "stream.trimsHeld": tally.trimsHeld,
    "redis.commands": stores.reduce((sum, store) => sum + store.commandCount, 0),
    "redis.roundTrips": stores.reduce((sum, store) => sum + store.roundTrips, 0),
    "redis.busyNs": simulation.deployment.master.busyTotal,
    "kernel.events": scheduler.executed,
    "kernel.traceEvents": simulation.trace.count,
  };
}

function sometimes({ simulation, pump }: Finished): RunReport["sometimes"] {
  const { tally } = simulation.observer;
  const venues = [...pump.tallies.values()];
  const total = (of: (venue: VenueTally) => number): number => venues.reduce((sum, venue) => sum + of(venue), 0);
  return [
    { name: "a gap was resynchronised", count: total((venue) => venue.resyncs) },
    { name: "a connection was lost", count: total((venue) => venue.disconnects) },
    { name: "a frame was rejected", count: total((venue) => venue.errors) },
    { name: "a batch was full", count: tally.largestBatch >= simulation.config.batch ? 1 : 0 },
    { name: "back-pressure held the feed", count: pump.stalls },
    { name: "a write was retried", count: tally.retries },
    { name: "the stream was trimmed", count: tally.trimmed },
  ];
}

function bookReport({ instrument, book, bookStatus, lastTrade }: InstrumentState): BookReport {
  const price = (value: number): string => formatDecimal(value, instrument.pricePrecision);
  const [bids, asks] = [book.levelCount("bid"), book.levelCount("ask")];
  return {
    instrument: instrument.id,
    status: bookStatus,
    bids,
    asks,
    bestBid: bids > 0 ? price(book.bestBidPrice) : undefined,
    bestAsk: asks > 0 ? price(book.bestAskPrice) : undefined,
    lastTrade: lastTrade === undefined ? undefined : price(lastTrade.price),
  };
}
