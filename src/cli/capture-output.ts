import { statSync } from "node:fs";
import { Buffer, isUtf8 } from "node:buffer";
import { WavetankError } from "../kernel/error.ts";
import {
  continueFile, createFile, openFile, partialOf, reopenFile, type InputFile, type OutputFile,
} from "../live/files.ts";
import { CAPTURE_SOURCE, formatCaptureConfig, type CaptureConfig } from "../traffic/bus/capture-config.ts";
import { progressOf, type CaptureProgress } from "../traffic/bus/capture-progress.ts";
import { EntryClock } from "../traffic/bus/entry-clock.ts";
import { encodeEntryFrame } from "../traffic/bus/entry-frame.ts";
import type { Redactor } from "../traffic/bus/redaction/redactor.ts";
import { streamName } from "../traffic/bus/stream-name.ts";
import { formatBreak, formatPosition } from "../traffic/bus/stream-position.ts";
import type { RecordingHeader, TrafficRecord, TrafficSource } from "../traffic/record.ts";
import { continuationOf, type Continuation } from "../traffic/recording/continuation.ts";
import { openRecording } from "../traffic/recording/reader.ts";
import { RecordingWriter } from "../traffic/recording/writer.ts";
import type { TailItem } from "../redis/live/capture/stream-tail.ts";

/** A recording that an earlier capture began. */
export interface Earlier {
  readonly isFinished: boolean;
  readonly progress: CaptureProgress;
  readonly continuation: Continuation;
}

interface CaptureOutputOptions {
  readonly path: string;
  readonly config: CaptureConfig;
  readonly redactor: Redactor | undefined;
  readonly earlier: Earlier | undefined;
  readonly maxBytes: number | undefined;
}

/** Ids below it are no Unix ms of a time since Redis is there, but numbers that somebody chose. */
const FIRST_TIME_MS = 1_200_000_000_000;
/** Of the 104 days that a recording can span, at most so many may be before the capture began. */
const HISTORY_MS = 90 * 86_400_000;

/**
 * The recording that a capture writes, a finished one that is gone on with too. Until `finish` it is `<path>.partial`,
 * readable up to its last whole block.
 */
export class CaptureOutput {
  readonly #options: CaptureOutputOptions;
  readonly #file: OutputFile;
  #writer: RecordingWriter | undefined;
  #clock: EntryClock | undefined;
  /** Written by this process. */
  entries = 0;
  gaps = 0;
  missed = 0;
  bytes = 0;
  readonly streams = new Map<string, number>();

  /** @throws {WavetankError} E_FILE_… */
  constructor(options: CaptureOutputOptions) {
    this.#options = options;
    const { path, earlier } = options;
    if (earlier?.isFinished === true) reopenFile(path);
    this.#file = earlier === undefined ? createFile(path) : continueFile(path, earlier.continuation.offset);
    if (earlier === undefined) return;
    const { header } = earlier.continuation;
    this.#writer = new RecordingWriter(this.#file, header, earlier.continuation);
    this.#clock = new EntryClock(header.epochUnixNs, earlier.progress.last);
  }

  /** Ids of entries that are no times, or of a clock that is ahead of the server's. */
  get adjusted(): number {
    return this.#clock?.adjusted ?? 0;
  }

  /**
   * Writes an item; false when the recording would become larger than it may. @throws {WavetankError} E_CAPTURE_SPAN,
   * E_RECORDING_…
   */
  take(key: string, item: TailItem, serverUnixMs: number): boolean {
    const writer = (this.#writer ??= this.#begin(item, serverUnixMs));
    const record = this.#record(streamName(Buffer.from(key, "latin1")), item, serverUnixMs);
    const { maxBytes } = this.#options;
    const size =
      record.kind === "frame" ? record.bytes.length + record.connection.length + RECORD_BYTES : 2 * RECORD_BYTES;
    if (maxBytes !== undefined && writer.sizeIfFinished + size > maxBytes) return false;
    writer.append(record);
    this.bytes = writer.sizeIfFinished;
    if (record.kind === "frame") this.entries++;
    if (item.kind === "gap") {
      this.gaps++;
      this.missed += item.entries;
    }
    this.streams.set(record.connection, (this.streams.get(record.connection) ?? 0) + (record.kind === "frame" ? 1 : 0));
    return true;
  }

  /** What was taken survives the end of this process from here on. */
  flush(): void {
    this.#writer?.flush();
  }

  finish(nowUnixMs: number): void {
    const writer = (this.#writer ??= new RecordingWriter(this.#file, this.#header(BigInt(nowUnixMs) * 1_000_000n)));
    writer.finish();
    this.bytes = writer.sizeIfFinished;
    this.#file.commit();
  }

  /** There is nothing to be finished. */
  get isEmpty(): boolean {
    return this.entries === 0 && this.#options.earlier === undefined;
  }

  /** Leaves nothing. */
  discard(): void {
    this.#file.abort();
  }

  #begin({ order }: TailItem, serverUnixMs: number): RecordingWriter {
    const first = Number(order.ms);
    const isTime = first >= FIRST_TIME_MS && first <= serverUnixMs;
    const epoch = BigInt(isTime ? Math.max(first, serverUnixMs - HISTORY_MS) : serverUnixMs) * 1_000_000n;
    this.#clock = new EntryClock(epoch);
    return new RecordingWriter(this.#file, this.#header(epoch));
  }

  #header(epochUnixNs: bigint): RecordingHeader {
    const { config } = this.#options;
    return {
      version: 1, epochUnixNs, origin: `captured ${config.url}`,
      sources: [{ venue: CAPTURE_SOURCE, config: formatCaptureConfig(config) }],
    };
  }

  #record(connection: string, item: TailItem, serverUnixMs: number): Exclude<TrafficRecord, { kind: "rest" }> {
    const at = this.#instant(item, serverUnixMs);
    switch (item.kind) {
      case "entry": {
        const { id, fields } = item.entry;
        const bytes = encodeEntryFrame({ id, fields: this.#options.redactor?.redact(fields) ?? fields });
        return { kind: "frame", at, source: 0, connection, bytes, binary: !isUtf8(bytes) };
      }
      case "position":
        return { kind: "connect", at, source: 0, connection, address: formatPosition(item) };
      default:
        return { kind: "disconnect", at, source: 0, connection, reason: formatBreak(item) };
    }
  }

  #instant({ kind, order }: TailItem, serverUnixMs: number): number {
    const clock = this.#clock as EntryClock;
    try {
      return kind === "entry" ? clock.instantOf(order, serverUnixMs) : clock.last;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new WavetankError("E_CAPTURE_SPAN", "the recording is full: it spans the 104 days that one can", {
        where: this.#file.name, hint: "what it has is finished; capture into another file with --from and the last id",
      });
    }
  }
}

/** Of a record without its bytes and names, at most. */
const RECORD_BYTES = 64;

/**
 * Reads what an earlier capture has left under `path`, finished or not.
 *
 * @throws {WavetankError} E_FILE_NOT_FOUND - there is neither; E_FILE_EXISTS - there are both; E_RECORDING_…,
 *   E_CAPTURE_RESUME.
 */
export function openEarlier(path: string): Earlier {
  const partial = partialOf(path);
  const isFinished = exists(path);
  if (isFinished && exists(partial)) throw bothThere(path);
  const file = openFile(isFinished ? path : partial);
  try {
    return { isFinished, progress: progressOf(opened(file)), continuation: continuationOf(file) };
  } finally {
    file.close();
  }
}

function opened(file: InputFile): TrafficSource {
  try {
    return openRecording(file);
  } catch (error) {
    if (!(error instanceof WavetankError) || error.code !== "E_RECORDING_TRUNCATED") throw error;
    throw new WavetankError(
      "E_CAPTURE_RESUME", "the earlier capture ended before it had taken anything",
      {
        where: file.name, expected: "a recording with a header at least",
        hint: "delete the file and capture without --resume",
      },
      error,
    );
  }
}

/** @throws {WavetankError} E_FILE_EXISTS - to write there would take something away. */
export function checkUnused(path: string): void {
  const taken = [path, partialOf(path)].find(exists);
  if (taken === undefined) return;
  throw new WavetankError("E_FILE_EXISTS", `${taken} is there already`, {
    where: taken, expected: "a name that is not taken",
    hint: "go on with what was captured by --resume, or name another file with --to",
  });
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const bothThere = (path: string): WavetankError =>
  new WavetankError("E_FILE_EXISTS", `there are both ${path} and ${partialOf(path)}`, {
    where: path, expected: "one of the two",
    hint: "see what is in each with `wavetank inspect`, and rename the one that is not to be gone on with",
  });
