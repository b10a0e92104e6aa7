import type { RandomStream } from "../../kernel/random.ts";
import { us, type Duration, type Instant } from "../../kernel/time.ts";
import { ascii } from "./frame-writer.ts";
import { Outbox } from "./outbox.ts";
import { WIRE_JITTER_US, sample } from "./quantiles.ts";

/** Frames sent within this of one another travel together, with one delay. */
const TRAIN_GAP = us(1_000);

/**
 * The wire between one venue and the recorder: it turns what the venue sends at its own time into records at the time
 * of receipt. First in, first out; a wait above the floor is drawn for every train of frames.
 */
export class VenueLink {
  readonly outbox = new Outbox();
  readonly #source: number;
  readonly #connection: string;
  readonly #floor: Duration;
  readonly #stream: RandomStream;
  #jitter: Duration = 0;
  #lastSent: Instant = -Infinity;
  #lastReceived: Instant = -Infinity;

  constructor(source: number, connection: string, floor: Duration, stream: RandomStream) {
    this.#source = source;
    this.#connection = connection;
    this.#floor = floor;
    this.#stream = stream;
  }

  /** How long a request takes to the venue. */
  get uplink(): Duration {
    return this.#floor + us(1_000);
  }

  connect(at: Instant, address: string): void {
    this.#lastSent = -Infinity;
    this.#lastReceived = at;
    this.outbox.add({ kind: "connect", at, source: this.#source, connection: this.#connection, address });
  }

  disconnect(at: Instant, reason: string): void {
    this.outbox.dropAfter(at);
    this.outbox.add({ kind: "disconnect", at, source: this.#source, connection: this.#connection, reason });
  }

  /** We sent `text` at our own time `at`. */
  send(at: Instant, text: string): void {
    this.outbox.add({ kind: "send", at, source: this.#source, connection: this.#connection, bytes: ascii(text) });
  }

  /** A REST body, received at `at`. */
  rest(at: Instant, url: string, bytes: Uint8Array): void {
    this.outbox.add({ kind: "rest", at, source: this.#source, url, bytes });
  }

  /** The venue sent a frame at its own time `at`. */
  frame(at: Instant, bytes: Uint8Array): void {
    if (at - this.#lastSent > TRAIN_GAP) this.#jitter = us(sample(WIRE_JITTER_US, this.#stream));
    this.#lastSent = at;
    const received = Math.max(this.#lastReceived, at + this.#floor + this.#jitter);
    this.#lastReceived = received;
    this.outbox.add({
      kind: "frame", at: received, source: this.#source, connection: this.#connection, bytes, binary: false,
    });
  }
}
