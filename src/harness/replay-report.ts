import { perPriority, type PerPriority } from "../bus/priority.ts";
import type { WavetankError } from "../kernel/error.ts";
import type { Drain, GuardMode, Leak } from "../kernel/host.ts";
import type { Seed } from "../kernel/seed.ts";
import { formatDecimal } from "../market/decimal.ts";
import type { InstrumentState } from "../engines/data-engine.ts";
import type { OracleReport } from "../oracles/oracle.ts";
import { CAPTURE_SOURCE } from "../traffic/bus/capture-config.ts";
import type { TrafficSource } from "../traffic/record.ts";
import type { CaptureTally } from "./capture-tally.ts";
import type { Pump } from "./pump.ts";
import type { BookReport, BufferReport, RunReport, RunVerdict, VenueReport } from "./run-report.ts";
import type { Simulation } from "./simulation.ts";
import type { VenueTally } from "./venue-tally.ts";

/** A run that has come to its end, and what its report is made of. */
export interface FinishedReplay {
  readonly simulation: Simulation;
  readonly pump: Pump;
  readonly capture: CaptureTally | undefined;
  readonly source: TrafficSource;
  readonly options: {
    readonly seed: Seed;
    readonly path: string;
    readonly sha256?: string;
    readonly guard?: GuardMode | "off";
  };
  readonly drain: Drain;
  readonly leaks: readonly Leak[];
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

export function composeReport(finished: FinishedReplay): RunReport {
  const { simulation, pump, source, options, leaks, wallSeconds } = finished;
  const { observer, scheduler } = simulation;
  const { tally } = observer;
  // A captured bus brings no books of venues to compare with.
  const isBusAlone =
    finished.capture !== undefined && source.header.sources.every(({ venue }) => venue === CAPTURE_SOURCE);
  const oracles = observer.reports().filter(({ name }) => !isBusAlone || !name.startsWith("book-"));
  return {
    schema: "wavetank.replay/1",
    verdict: verdictOf(oracles, pump.damage, leaks),
    seed: options.seed,
    digest: simulation.trace.digest,
    input: {
      path: options.path,
      format: source.format,
      complete: source.complete,
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

function verdictOf(
  oracles: readonly OracleReport[], damage: WavetankError | undefined, leaks: readonly Leak[],
): RunVerdict {
  if (leaks.length > 0 || oracles.some((oracle) => oracle.verdict === "fail")) return "fail";
  if (damage !== undefined) return "damaged";
  return oracles.some((oracle) => oracle.verdict === "insufficient") ? "insufficient" : "pass";
}

const damageOf = ({ code, message, detail }: WavetankError): RunReport["input"]["damage"] =>
  ({ code, message, where: detail.where, expected: detail.expected, hint: detail.hint });

function venueReport(tally: VenueTally): VenueReport {
  const { frames, bytes, events, trades, quotes, snapshots, deltas, ignored, heartbeats, connects, disconnects } =
    tally;
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

function counters({ simulation, pump }: FinishedReplay): Record<string, number> {
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

function sometimes({ simulation, pump }: FinishedReplay): RunReport["sometimes"] {
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
