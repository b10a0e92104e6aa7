import { Buffer } from "node:buffer";
import { WavetankError } from "../kernel/error.ts";
import type { Instant } from "../kernel/time.ts";
import { NODE_COST, type Simulation } from "./simulation.ts";
import { BusCapture } from "./bus-capture.ts";
import type { CaptureTally } from "./capture-tally.ts";
import { Feed } from "./feed.ts";
import { VenueTally } from "./venue-tally.ts";
import { adapterFor, mappedVenues, silenceLimit } from "../venues/index.ts";
import type { FrameVerdict, VenueAdapter } from "../venues/adapter.ts";
import { CAPTURE_SOURCE } from "../traffic/bus/capture-config.ts";
import type { TrafficRecord, TrafficSource } from "../traffic/record.ts";

interface Lane {
  readonly name: string;
  readonly adapter: Omit<VenueAdapter, "venue">;
  readonly feed: Feed;
  /** The adapter, when the source is a captured bus. */
  readonly bus?: BusCapture;
  readonly tally: VenueTally;
}

const VERDICT_CODES: Readonly<Record<FrameVerdict, number>> = { mapped: 0, ignored: 1, unknown: 2, malformed: 3 };

/**
 * Plays the source into the adapters, each record at the instant of its receipt, or when the feed's thread has time
 * for it. While the bus is pressured nothing is taken: what comes in waits, as it would in a socket.
 */
export class Pump {
  readonly #simulation: Simulation;
  readonly #source: TrafficSource;
  readonly #lanes: readonly Lane[];
  readonly #site: number;
  readonly #onEnd: () => void;
  #frames = 0;
  #stalls = 0;
  #lastRecordAt: Instant = 0;
  damage: WavetankError | undefined;

  /** `capture`: needed for a source that is a captured bus. */
  constructor(simulation: Simulation, source: TrafficSource, onEnd: () => void, capture?: CaptureTally) {
    this.#simulation = simulation;
    this.#source = source;
    this.#onEnd = onEnd;
    this.#site = simulation.scheduler.sites.id("feed.record");
    this.#lanes = source.header.sources.map(({ venue }) => this.#lane(venue, capture));
  }

  get frames(): number {
    return this.#frames;
  }

  /** Times that back-pressure held the feed. */
  get stalls(): number {
    return this.#stalls;
  }

  /** The instant of the last record. */
  get lastRecordAt(): Instant {
    return this.#lastRecordAt;
  }

  /** What came in, by venue. Two sources of one venue count apart: `BINANCE`, `BINANCE#2`. */
  get tallies(): ReadonlyMap<string, VenueTally> {
    const tallies = new Map<string, VenueTally>();
    for (const lane of this.#lanes) {
      let { name } = lane;
      for (let n = 2; tallies.has(name); n++) name = `${lane.name}#${n}`;
      tallies.set(name, lane.tally);
    }
    return tallies;
  }

  start(): void {
    this.#next();
  }

  #next(): void {
    const record = this.#pull();
    if (record === undefined) {
      this.#onEnd();
      return;
    }
    const { scheduler, feedCpu } = this.#simulation;
    this.#lastRecordAt = record.at;
    const start = Math.max(record.at, feedCpu.readyAt);
    const bytes = "bytes" in record ? record.bytes.length : 0;
    const cost = NODE_COST.frame + Math.floor((bytes * NODE_COST.framePerKilobyte) / 1_024);
    this.#inHand = record;
    scheduler.at(start + cost, this.#site, this.#takeInHand);
  }

  /** The record that was pulled and waits for its instant: there is one at a time, so one callback serves all. */
  #inHand: TrafficRecord | undefined;
  readonly #takeInHand = (): void => {
    if (this.#inHand !== undefined) this.#take(this.#inHand);
  };

  #take(record: TrafficRecord): void {
    const { client } = this.#simulation;
    if (client.pressured) {
      this.#stalls++;
      client.onRelief(() => this.#take(record));
      return;
    }
    const lane = this.#lanes[record.source];
    if (lane === undefined) throw new WavetankError("E_SOURCE", `a record of source ${record.source}, which the header does not name`);
    this.#play(record, lane);
    if (lane.bus === undefined) this.#next();
    else this.#publishAll(lane.bus, record.at);
  }

  /** A packed entry may hold more than there is room for. */
  #publishAll(bus: BusCapture, receivedAt: Instant): void {
    if (bus.publishWaiting(receivedAt)) {
      this.#next();
      return;
    }
    this.#stalls++;
    this.#simulation.client.onRelief(() => this.#publishAll(bus, receivedAt));
  }

  #play(record: TrafficRecord, { adapter, feed, tally }: Lane): void {
    feed.receivedAt = record.at;
    switch (record.kind) {
      case "frame":
        this.#playFrame(record, adapter, feed, tally);
        break;
      case "connect":
        tally.opened(record.at, record.connection);
        adapter.connected(record.at, record.connection, record.address);
        break;
      case "disconnect":
        tally.closed(record.connection);
        adapter.disconnected(record.at, record.connection, record.reason);
        break;
      case "send":
        adapter.sent(record.at, record.connection, textOf(record.bytes));
        break;
      case "rest":
        tally.restBodies++;
        feed.frameText = record.url;
        adapter.fetched(record.at, record.url, textOf(record.bytes));
        break;
    }
  }

  #playFrame(record: TrafficRecord & { kind: "frame" }, adapter: Lane["adapter"], feed: Feed, tally: VenueTally): void {
    this.#frames++;
    tally.frames++;
    tally.bytes += record.bytes.length;
    tally.heard(record.at, record.connection);
    let verdict: FrameVerdict;
    if (record.binary) {
      feed.frameText = `${record.bytes.length} binary bytes`;
      verdict = adapter.receivedBinary(record.at, record.connection, record.bytes);
    } else {
      const text = textOf(record.bytes);
      feed.frameText = text;
      verdict = adapter.received(record.at, record.connection, text);
    }
    tally[verdict]++;
    this.#simulation.observer.frame(record.at, record.source, record.bytes.length, VERDICT_CODES[verdict]);
  }

  #pull(): TrafficRecord | undefined {
    try {
      return this.#source.next();
    } catch (error) {
      if (!(error instanceof WavetankError)) throw error;
      this.damage = error;
      return undefined;
    }
  }

  #lane(venue: string, capture: CaptureTally | undefined): Lane {
    const { client, observer, latency, instruments } = this.#simulation;
    const tally = new VenueTally(silenceLimit(venue));
    const feed = new Feed(client, observer, tally, latency.wire(venue));
    if (venue === CAPTURE_SOURCE && capture !== undefined) {
      const bus = new BusCapture(this.#simulation, tally, capture);
      return { name: venue, adapter: bus, bus, feed, tally };
    }
    const make = adapterFor(venue);
    if (make === undefined) {
      throw new WavetankError("E_VENUE", `${venue} is not a venue that wavetank maps`, {
        where: this.#source.format,
        expected: `one of ${mappedVenues.join(", ")}`,
        hint: "the capture can be imported and inspected, but not replayed",
      });
    }
    return { name: venue, adapter: make(feed, instruments, this.#source.header.epochUnixNs), feed, tally };
  }
}

/** Readers give views of a Buffer, which decode without another view being made. */
function textOf(bytes: Uint8Array): string {
  if (bytes instanceof Buffer) return bytes.toString("utf8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
