import type { Instant } from "../kernel/time.ts";

/** One line of the table of sources in a recording's header: a venue whose traffic the recording holds. */
export interface RecordingSource {
  /** The venue adapter that understands the frames: see Venue. */
  readonly venue: string;
  /** What the capture says about itself (channels, symbols, tool), kept as text. */
  readonly config: string;
}

/** What makes a session self-contained. */
export interface RecordingHeader {
  readonly version: 1;
  /** Unix nanoseconds of instant 0. */
  readonly epochUnixNs: bigint;
  readonly sources: readonly RecordingSource[];
  /** Where the traffic came from: `generated <profile> seed 0x…`, `imported <format> <file name>`, `captured …`. */
  readonly origin: string;
}

/**
 * One thing that happened on the wire. Records are in order of `at`; equal instants keep their order. `source` indexes
 * the header's table. Frames are the exact bytes received.
 */
export type TrafficRecord =
  | {
      readonly kind: "frame";
      readonly at: Instant;
      readonly source: number;
      readonly connection: string;
      readonly bytes: Uint8Array;
      readonly binary: boolean;
    }
  | {
      readonly kind: "connect";
      readonly at: Instant;
      readonly source: number;
      readonly connection: string;
      readonly address: string;
    }
  | {
      readonly kind: "disconnect";
      readonly at: Instant;
      readonly source: number;
      readonly connection: string;
      readonly reason: string;
    }
  | {
      readonly kind: "send";
      readonly at: Instant;
      readonly source: number;
      readonly connection: string;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: "rest";
      readonly at: Instant;
      readonly source: number;
      readonly url: string;
      readonly bytes: Uint8Array;
    };

/**
 * Where a source puts a frame that lies in something larger, so that reading a long session makes nothing of each: good
 * until the next record is asked for.
 */
export class FrameSlot {
  readonly kind = "slot";
  at: Instant = 0;
  source = 0;
  connection = "";
  /** The frame is `bytes[from, to)`. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  binary = false;
}

/**
 * Traffic to be replayed: a recording, a foreign capture or a generator. Pulled synchronously, so that reading never
 * leaves the run's one macrotask.
 */
export interface TrafficSource {
  readonly header: RecordingHeader;
  /** `wavetank-recording/1`, `cryptofeed-capture/2`, `collector-ndjson`, … */
  readonly format: string;
  /** Whether its writer finished it, so that its end is not missing; undefined where the format has no mark of it. */
  readonly complete?: boolean | undefined;
  /** The instant of the first record, where that may be below 0 and can be told without reading it. */
  readonly startsAt?: Instant | undefined;
  /** The next record, or undefined at the end. @throws {WavetankError} E_… with file and offset on damaged input. */
  next(): TrafficRecord | undefined;
  /** As `next`, but a frame may come in `slot`, which is answered then. */
  nextInto?(slot: FrameSlot): TrafficRecord | FrameSlot | undefined;
}

/** Random access to the bytes of an input, synchronous; `live/` backs it with a file. */
export interface ByteSource {
  /** For messages: the path as the user gave it. */
  readonly name: string;
  readonly size: number;
  /** Fills `into` from `offset`; returns the bytes read, fewer only at the end. */
  read(offset: number, into: Uint8Array): number;
}

/** Append-only output; `live/` backs it with a file. */
export interface ByteSink {
  readonly name: string;
  write(bytes: Uint8Array): void;
}
