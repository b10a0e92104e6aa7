import { Buffer } from "node:buffer";
import type { ConsumedMessage } from "../bus/message.ts";
import { EntryReader } from "../bus/wire/entry-reader.ts";
import type { StreamEntry } from "../bus/store.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Instant } from "../kernel/time.ts";
import { parseBreak } from "../traffic/bus/stream-position.ts";
import type { FrameVerdict, VenueAdapter } from "../venues/adapter.ts";
import { CapturedEntries } from "./captured-entry.ts";
import type { CaptureTally } from "./capture-tally.ts";
import type { Simulation } from "./simulation.ts";
import type { VenueTally } from "./venue-tally.ts";

const EXCERPT_LENGTH = 200;

/**
 * From captured stream entries to publications: each message of an entry is published as it was, with its topic, type,
 * payload, encoding, key and class. A packed entry can hold more messages than the buffers do; those that have no room
 * yet wait here.
 */
export class BusCapture implements Omit<VenueAdapter, "venue"> {
  readonly #simulation: Simulation;
  readonly #venue: VenueTally;
  readonly #tally: CaptureTally;
  readonly #entries = new CapturedEntries();
  readonly #readers = new Map<string, EntryReader>();
  #waiting: readonly ConsumedMessage[] = [];
  #next = 0;

  constructor(simulation: Simulation, venue: VenueTally, tally: CaptureTally) {
    this.#simulation = simulation;
    this.#venue = venue;
    this.#tally = tally;
  }

  /** Publishes what waits while the bus is not pressured; false when some still waits. */
  publishWaiting(receivedAt: Instant): boolean {
    const { client, observer } = this.#simulation;
    while (this.#next < this.#waiting.length) {
      if (client.pressured) return false;
      const { topic, type, payload, priority, key, encoding } = this.#waiting[this.#next++] as ConsumedMessage;
      observer.receivedAt = receivedAt;
      this.#tally.published(topic, client.publish({ topic, type, payload, priority, key, encoding }));
    }
    return true;
  }

  connected(): void {
    // Where a stream was begun or gone on with: nothing that a message depends on.
  }

  disconnected(at: Instant, connection: string, reason: string): void {
    const broken = parseBreak(reason);
    if (broken !== undefined)
      this.#tally.broken({
        at, stream: connection, kind: broken.kind, after: broken.after,
        entries: broken.kind === "gap" ? broken.entries : undefined,
      });
  }

  sent(): void {
    // A capture sends nothing.
  }

  fetched(): void {
    // Nor does it fetch.
  }

  received(at: Instant, connection: string, frame: string): FrameVerdict {
    return this.receivedBinary(at, connection, Buffer.from(frame, "utf8"));
  }

  receivedBinary(at: Instant, connection: string, frame: Uint8Array): FrameVerdict {
    let entry: StreamEntry;
    try {
      entry = this.#entries.read(frame);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#reject(at, connection, "malformed", error.message, frame);
    }
    try {
      this.#waiting = this.#reader(connection).read(entry);
    } catch (error) {
      if (!(error instanceof WavetankError)) throw error;
      return this.#reject(at, connection, "unknown", error.message, frame);
    }
    this.#next = 0;
    this.#venue.events += this.#waiting.length;
    return "mapped";
  }

  #reader(stream: string): EntryReader {
    let reader = this.#readers.get(stream);
    if (reader === undefined) this.#readers.set(stream, (reader = new EntryReader(stream)));
    return reader;
  }

  #reject(
    at: Instant, connection: string, verdict: "unknown" | "malformed", problem: string, frame: Uint8Array,
  ): FrameVerdict {
    const excerpt = Buffer.from(frame.buffer, frame.byteOffset, Math.min(frame.length, EXCERPT_LENGTH)).toString(
      "utf8",
    );
    this.#venue.reject({ at, connection, verdict, problem, excerpt });
    this.#simulation.observer.rejected(at, verdict);
    return verdict;
  }
}
