import type { Instant } from "../../src/kernel/time.ts";
import type { BookDelta, BookSnapshot, MarketEvent } from "../../src/market/event.ts";
import type { Instrument } from "../../src/market/instrument.ts";
import { Instruments } from "../../src/market/instruments.ts";
import { textsOf, type RawLevels } from "../../src/market/raw-levels.ts";
import type { AdapterFactory, GapReason, VenueAdapter, VenueSink } from "../../src/venues/adapter.ts";

export interface RawBook {
  readonly kind: "snapshot" | "delta";
  readonly bids: readonly string[];
  readonly asks: readonly string[];
  readonly depth: number;
  readonly checksum: number;
}

/** Keeps everything that an adapter says, each in its list, and all calls by name in `calls`. */
export class RecordingSink implements VenueSink {
  readonly calls: string[] = [];
  readonly events: MarketEvent[] = [];
  readonly raw: RawBook[] = [];
  readonly gaps: {
    readonly at: Instant;
    readonly symbol: string;
    readonly reason: GapReason;
    readonly expected: number;
    readonly got: number;
  }[] = [];
  readonly resyncs: { readonly at: Instant; readonly symbol: string; readonly gapStarted: Instant }[] = [];
  readonly rejections: { readonly connection: string; readonly verdict: string; readonly problem: string }[] = [];
  readonly checks = { sequence: { ok: 0, failed: 0 }, checksum: { ok: 0, failed: 0 } };
  heartbeats = 0;

  event(event: MarketEvent): void {
    this.calls.push(event.kind);
    this.events.push(event);
  }

  rawBook(
    instrument: Instrument,
    kind: "snapshot" | "delta",
    bids: RawLevels,
    asks: RawLevels,
    depth: number,
    checksum: number,
  ): void {
    this.calls.push(`raw ${instrument.symbol}`);
    this.raw.push({ kind, bids: textsOf(bids), asks: textsOf(asks), depth, checksum });
  }

  gap(at: Instant, instrument: Instrument, reason: GapReason, expected: number, got: number): void {
    this.calls.push("gap");
    this.gaps.push({ at, symbol: instrument.symbol, reason, expected, got });
  }

  resync(at: Instant, instrument: Instrument, gapStarted: Instant): void {
    this.calls.push("resync");
    this.resyncs.push({ at, symbol: instrument.symbol, gapStarted });
  }

  rejected(_at: Instant, connection: string, verdict: "unknown" | "malformed", problem: string): void {
    this.calls.push("rejected");
    this.rejections.push({ connection, verdict, problem });
  }

  heartbeat(): void {
    this.heartbeats++;
  }

  checked(rule: "sequence" | "checksum", ok: boolean): void {
    this.checks[rule][ok ? "ok" : "failed"]++;
  }

  counts(): Readonly<Record<MarketEvent["kind"], number>> {
    const counts = { trade: 0, quote: 0, snapshot: 0, delta: 0 };
    for (const { kind } of this.events) counts[kind]++;
    return counts;
  }

  books(): readonly (BookSnapshot | BookDelta)[] {
    return this.events.filter((event) => event.kind === "snapshot" || event.kind === "delta");
  }
}

export interface Rig {
  readonly adapter: VenueAdapter;
  readonly sink: RecordingSink;
  readonly instruments: Instruments;
}

/** An adapter with a sink that keeps everything. The epoch is 1970 unless said otherwise. */
export function rig(factory: AdapterFactory, epochUnixNs = 0n): Rig {
  const sink = new RecordingSink();
  const instruments = new Instruments();
  return { adapter: factory(sink, instruments, epochUnixNs), sink, instruments };
}
