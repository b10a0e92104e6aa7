import { PRIORITIES, priorityName, type PerPriority, type PriorityName } from "../bus/priority.ts";
import type { Leak } from "../kernel/host.ts";
import type { Checkpoint, TraceEvent } from "../kernel/trace.ts";
import type { Instant } from "../kernel/time.ts";
import type { OracleReport } from "../oracles/oracle.ts";
import type { DeadLetter, LostRange } from "./bus-tally.ts";
import type { CaptureReport } from "./capture-tally.ts";
import type { LatencySummary } from "./latency.ts";
import type { Gap, RejectedFrame, Silence } from "./venue-tally.ts";

/** `insufficient`: some oracle had nothing to compare. `damaged`: the input broke off; what came before was judged. */
export type RunVerdict = "pass" | "fail" | "insufficient" | "damaged";

/** The classes by name, the most urgent first, as reports list them. */
export const CLASS_NAMES: readonly PriorityName[] = PRIORITIES.map(priorityName);

export interface VenueReport {
  readonly frames: number;
  readonly bytes: number;
  readonly events: number;
  readonly trades: number;
  readonly quotes: number;
  readonly snapshots: number;
  readonly deltas: number;
  readonly ignored: number;
  readonly heartbeats: number;
  readonly connects: number;
  readonly disconnects: number;
  readonly restBodies: number;
  readonly gaps: number;
  readonly resyncs: number;
  /** Books that were still suspect at the end. */
  readonly unhealed: number;
  /** Unknown and malformed frames together. */
  readonly errors: number;
  readonly unknown: number;
  readonly malformed: number;
  readonly checks: {
    readonly sequence: { readonly compared: number; readonly broken: number };
    readonly checksum: { readonly compared: number; readonly broken: number };
  };
  /** Times that an open connection said nothing for longer than its venue promises. */
  readonly silences: number;
  /** The first hundred of each. */
  readonly gapList: readonly Gap[];
  readonly silenceList: readonly Silence[];
  readonly rejected: readonly RejectedFrame[];
}

export interface BufferReport {
  readonly capacity: number;
  readonly peak: number;
  readonly atEnd: number;
}

export interface InputDamage {
  readonly code: string;
  readonly message: string;
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly hint: string | undefined;
}

/** Everything that is known of a finished run: data, from which every report is formatted. */
export interface RunReport {
  readonly schema: "wavetank.replay/1";
  readonly verdict: RunVerdict;
  readonly seed: number;
  readonly digest: string;
  readonly input: {
    readonly path: string;
    readonly format: string;
    /** Of a recording: whether its writer finished it. If not, its end may be missing. */
    readonly complete: boolean | undefined;
    readonly sha256: string | undefined;
    readonly frames: number;
    readonly origin: string;
    /** Unix nanoseconds of virtual second 0, as text: it exceeds 2^53. */
    readonly epochUnixNs: string;
    readonly damage: InputDamage | undefined;
  };
  readonly virtual: { readonly start: Instant; readonly end: Instant; readonly seconds: number };
  readonly messages: {
    readonly accepted: number;
    readonly delivered: number;
    readonly duplicates: number;
    readonly inFlight: number;
    readonly dropped: number;
    readonly refused: number;
    readonly deadLettered: number;
    readonly trimmed: number;
    readonly acceptedByPriority: PerPriority<number>;
    readonly deliveredByPriority: PerPriority<number>;
  };
  readonly venues: Readonly<Record<string, VenueReport>>;
  /** Of a captured bus: what came of each topic. */
  readonly capture?: CaptureReport;
  readonly buffers: PerPriority<BufferReport>;
  readonly latency: Readonly<Record<string, LatencySummary>>;
  readonly counters: Readonly<Record<string, number>>;
  readonly deadLetters: readonly DeadLetter[];
  readonly lostRanges: readonly LostRange[];
  readonly books: readonly BookReport[];
  readonly oracles: readonly OracleReport[];
  readonly sometimes: readonly { readonly name: string; readonly count: number }[];
  readonly determinism: { readonly drain: string; readonly guard: string; readonly leaks: readonly Leak[] };
  readonly wall: { readonly seconds: number; readonly framesPerSecond: number; readonly peakRssBytes: number };
}

/** What the engine ended with. */
export interface BookReport {
  readonly instrument: string;
  readonly status: "none" | "live" | "suspect";
  readonly bids: number;
  readonly asks: number;
  readonly bestBid: string | undefined;
  readonly bestAsk: string | undefined;
  readonly lastTrade: string | undefined;
}

/** A report with the evidence for comparing runs. */
export interface RunOutcome {
  readonly report: RunReport;
  readonly traceCount: number;
  readonly checkpoints: readonly Checkpoint[];
  readonly kept: readonly TraceEvent[];
}
