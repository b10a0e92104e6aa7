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
import { FrameSlot, type TrafficRecord, type TrafficSource } from "../traffic/record.ts";

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
  readonly #slot = new FrameSlot();
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
    const slot = this.#slot;
    // Nearly all records are frames in the slot, and asking those costs least.
    const at = record === slot ? slot.at : record.at;
    const bytes =
      record === slot ? slot.to - slot.from : "bytes" in record && record.kind !== "slot" ? record.bytes.length : 0;
    this.#lastRecordAt = at;
    const start = Math.max(at, feedCpu.readyAt);
    const cost = NODE_COST.frame + Math.floor((bytes * NODE_COST.framePerKilobyte) / 1_024);
    this.#inHand = record;
    scheduler.at(start + cost, this.#site, this.#takeInHand);
  }

  /** The record that was pulled and waits for its instant: there is one at a time, so one callback serves all. */
  #inHand: TrafficRecord | FrameSlot | undefined;
  readonly #takeInHand = (): void => {
    if (this.#inHand !== undefined) this.#take(this.#inHand);
  };

  #take(record: TrafficRecord | FrameSlot): void {
    const { client } = this.#simulation;
    if (client.pressured) {
      this.#stalls++;
      client.onRelief(() => this.#take(record));
      return;
    }
    const source = record === this.#slot ? this.#slot.source : record.source;
    const lane = this.#lanes[source];
    if (lane === undefined)
      throw new WavetankError("E_SOURCE", `a record of source ${source}, which the header does not name`);
    if (record === this.#slot) this.#playFrame(this.#slot, lane);
    else this.#play(record, lane);
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

  #play(record: TrafficRecord | FrameSlot, lane: Lane): void {
    const { adapter, feed, tally } = lane;
    feed.receivedAt = record.at;
    switch (record.kind) {
      case "slot":
        this.#playFrame(record, lane);
        break;
      case "frame":
        this.#playFrame(this.#slotOf(record), lane);
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

  #playFrame(frame: FrameSlot, { adapter, feed, tally }: Lane): void {
    const { at, connection, from, to } = frame;
    feed.receivedAt = at;
    this.#frames++;
    tally.frames++;
    tally.bytes += to - from;
    tally.heard(at, connection);
    let verdict: FrameVerdict;
    if (frame.binary) {
      feed.frameText = `${to - from} binary bytes`;
      verdict = adapter.receivedBinary(at, connection, frame.bytes.subarray(from, to));
    } else {
      verdict = adapter.receivedBytes?.(at, connection, frame.bytes, from, to) ?? this.#playText(frame, adapter, feed);
    }
    tally[verdict]++;
    this.#simulation.observer.frame(at, frame.source, to - from, VERDICT_CODES[verdict]);
  }

  #playText({ at, connection, bytes, from, to }: FrameSlot, adapter: Lane["adapter"], feed: Feed): FrameVerdict {
    feed.frameText = textOf(bytes, from, to);
    return adapter.received(at, connection, feed.frameText);
  }

  /** The same in the slot. */
  #slotOf({ at, source, connection, bytes, binary }: TrafficRecord & { kind: "frame" }): FrameSlot {
    return Object.assign(this.#slot, { at, source, connection, bytes, from: 0, to: bytes.length, binary });
  }

  #pull(): TrafficRecord | FrameSlot | undefined {
    try {
      return this.#source.nextInto === undefined ? this.#source.next() : this.#source.nextInto(this.#slot);
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

/** Readers give a Buffer, which decodes without another view being made. */
function textOf(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("utf8", from, to);
}
