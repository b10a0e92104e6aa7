import { RandomStream } from "../../../src/kernel/random.ts";
import type { Instrument } from "../../../src/market/instrument.ts";
import { Instruments } from "../../../src/market/instruments.ts";
import { Judge } from "../../../src/oracles/oracle.ts";
import { textsOf, type RawLevels } from "../../../src/market/raw-levels.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import { trafficProfile } from "../../../src/traffic/generate/profiles.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import type { VenueAdapter, VenueSink } from "../../../src/venues/adapter.ts";
import { adapterFor } from "../../../src/venues/index.ts";
import type { RunTrial } from "../mutant.ts";
import { ablation, isFaultLeft, messagesLeft } from "../world/ablation.ts";
import { VenueBook } from "../world/venue-book.ts";
import { VenueTruth } from "../world/venue-truth.ts";

/** What is done to a record on its way. */
type Damage = "lost" | "twice" | "stale snapshot" | "late";

/** The digits that a checksum covers. */
const CHECKED = 10;

/** A book as the adapter passed it on, from the untouched texts. */
interface Passed {
  readonly book: VenueBook;
  live: boolean;
  changed: boolean;
}

/** Venue sessions on lines that lose, repeat and delay: a book that an adapter calls live is the venue's. */
export const trial: RunTrial = (seed) => {
  const source = generateTraffic(trafficProfile("quiet", 900), seed);
  const venues = source.header.sources.map(({ venue }) => venue);
  const random = new RandomStream(seed, "mutants.venues");
  const session = new Session(venues, source.header.epochUnixNs);
  const rests: TrafficRecord[] = [];
  let faults = 0;
  let left = 0;
  let frames = 0;
  let late: TrafficRecord | undefined;
  for (let record = source.next(); record !== undefined; record = source.next()) {
    if (++frames > messagesLeft(Infinity)) break;
    const drawn =
      session.isSettled && random.chance(1, 80)
        ? random.pick<Damage>(["lost", "lost", "twice", "twice", "stale snapshot", "late"])
        : undefined;
    const damage = drawn === undefined || isFaultLeft(faults++) ? drawn : undefined;
    const stale = drawn === "stale snapshot" ? random.pick(rests) : undefined;
    if (damage !== undefined) left++;
    if (record.kind === "rest") rests.push(record);
    session.truth(record);
    if (damage === "lost") session.damaged(record);
    else if (damage === "late" && late === undefined && record.kind === "frame") {
      session.damaged(record);
      late = record;
    } else session.play(record);
    if (damage === "twice") session.play(record);
    if (damage !== undefined && stale !== undefined) session.play({ ...stale, at: record.at });
    if (damage === undefined && late !== undefined) {
      session.play({ ...late, at: record.at });
      late = undefined;
    }
  }
  ablation.size = { faults: left, messages: Math.min(frames, messagesLeft(Infinity)), decisions: 0 };
  ablation.taken = [];
  return Promise.resolve(session.outcome());
};

class Session implements VenueSink {
  readonly #venues: readonly string[];
  readonly #adapters: readonly VenueAdapter[];
  readonly #truth = new VenueTruth();
  readonly #passed = new Map<Instrument, Passed>();
  readonly #books = new Judge("venue-truth", "a book that an adapter calls live is the venue's");
  readonly #gaps = new Judge("venue-gaps", "a gap is reported where something was lost, and nowhere else");
  readonly #events = new Judge("venue-events", "no trade is passed on twice by a venue that numbers its frames");
  readonly #damaged = new Set<string>();
  readonly #trades = new Set<string>();
  #at = 0;
  #playing = "";
  #frames = 0;

  constructor(venues: readonly string[], epochUnixNs: bigint) {
    const instruments = new Instruments();
    this.#venues = venues;
    this.#adapters = venues.map((venue) => {
      const make = adapterFor(venue);
      if (make === undefined) throw new Error(`no adapter for ${venue}`);
      return make(this, instruments, epochUnixNs);
    });
  }

  /** Books are there, so that something can be lost. */
  get isSettled(): boolean {
    return this.#frames > 150;
  }

  truth(record: TrafficRecord): void {
    this.#frames++;
    if (record.kind === "rest") this.#truth.rest(record.url, textOf(record.bytes));
    if (record.kind === "frame") this.#truth.frame(this.#venues[record.source] as string, textOf(record.bytes));
  }

  damaged({ source }: TrafficRecord): void {
    this.#damaged.add(this.#venues[source] as string);
  }

  play(record: TrafficRecord): void {
    const adapter = this.#adapters[record.source] as VenueAdapter;
    this.#at = record.at;
    this.#playing = this.#venues[record.source] as string;
    switch (record.kind) {
      case "frame": adapter.received(record.at, record.connection, textOf(record.bytes)); break;
      case "rest": adapter.fetched(record.at, record.url, textOf(record.bytes)); break;
      case "connect": adapter.connected(record.at, record.connection, record.address); break;
      case "disconnect": adapter.disconnected(record.at, record.connection, record.reason); break;
      case "send": adapter.sent(record.at, record.connection, textOf(record.bytes)); break;
    }
    for (const [instrument, passed] of this.#passed) if (passed.changed) this.#compare(instrument, passed);
  }

  rawBook(instrument: Instrument, kind: "snapshot" | "delta", bids: RawLevels, asks: RawLevels, depth: number): void {
    let passed = this.#passed.get(instrument);
    if (passed === undefined)
      this.#passed.set(instrument, (passed = { book: new VenueBook(), live: false, changed: false }));
    if (kind === "snapshot") passed.book.snapshot(textsOf(bids), textsOf(asks), depth);
    else passed.book.change(textsOf(bids), textsOf(asks), depth);
    if (kind === "snapshot") passed.live = true;
    passed.changed = true;
  }

  event(event: Parameters<VenueSink["event"]>[0]): void {
    if (event.kind !== "trade" || this.#playing !== "COINBASE") return;
    const name = `${event.instrument.id} ${event.tradeId}`;
    this.#events.compare();
    if (this.#trades.has(name)) this.#events.violate(this.#at, `${name} once more`);
    this.#trades.add(name);
  }

  gap(at: number, instrument: Instrument): void {
    const passed = this.#passed.get(instrument);
    if (passed !== undefined) passed.live = false;
    this.#gaps.compare();
    if (!this.#damaged.has(this.#playing)) this.#gaps.violate(at, `${instrument.id} has a gap, and nothing was lost`);
  }

  resync(): void {}
  rejected(): void {}
  heartbeat(): void {}
  checked(): void {
    this.#gaps.compare();
  }

  #compare(instrument: Instrument, passed: Passed): void {
    passed.changed = false;
    const truth = this.#truth.book(instrument.symbol);
    if (!passed.live || truth === undefined) return;
    this.#books.compare();
    const problem = passed.book.difference(truth, instrument.venue === "KRAKEN" ? CHECKED : Infinity);
    if (problem !== undefined) this.#books.violate(this.#at, `${instrument.id} ${problem}`);
  }

  outcome(): Awaited<ReturnType<RunTrial>> {
    const reports = [this.#books, this.#gaps, this.#events].map((judge) => judge.report());
    return {
      findings: reports
        .filter(({ verdict }) => verdict === "fail")
        .map(({ name, reason }) => ({ oracle: name, what: reason })),
      compared: Object.fromEntries(reports.map(({ name, compared }) => [name, compared])),
    };
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
