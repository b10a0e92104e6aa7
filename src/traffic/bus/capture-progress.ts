import { WavetankError } from "../../kernel/error.ts";
import type { Instant } from "../../kernel/time.ts";
import type { TrafficSource } from "../record.ts";
import { CAPTURE_SOURCE, parseCaptureConfig, type CaptureConfig } from "./capture-config.ts";
import { decodeEntryFrame } from "./entry-frame.ts";
import { parsePosition, type StreamPosition } from "./stream-position.ts";

/** How far a capture has come, as its recording says. */
export interface CaptureProgress {
  readonly config: CaptureConfig;
  /** By the stream's name, in the order in which they were begun. */
  readonly positions: ReadonlyMap<string, StreamPosition>;
  readonly entries: number;
  readonly last: Instant | undefined;
}

/**
 * Reads a capture to the last whole block, whether it was finished or its process was killed.
 *
 * @throws {WavetankError} E_CAPTURE_RESUME - the recording is no capture of streams; what reading throws, but for an
 *   end that is cut off.
 */
export function progressOf(source: TrafficSource): CaptureProgress {
  const config = configOf(source);
  const positions = new Map<string, StreamPosition>();
  let entries = 0;
  let last: Instant | undefined;
  for (const record of wholeRecords(source)) {
    last = record.at;
    if (record.kind === "connect") {
      const position = parsePosition(record.address);
      if (position !== undefined) positions.set(record.connection, position);
    } else if (record.kind === "frame") {
      const before = positions.get(record.connection)?.added;
      positions.set(record.connection, {
        after: decodeEntryFrame(record.bytes).id, added: before === undefined ? undefined : before + 1,
      });
      entries++;
    }
  }
  return { config, positions, entries, last };
}

function configOf({ header }: TrafficSource): CaptureConfig {
  const [source, another] = header.sources;
  const config =
    source?.venue === CAPTURE_SOURCE && another === undefined ? parseCaptureConfig(source.config) : undefined;
  if (config !== undefined) return config;
  throw new WavetankError("E_CAPTURE_RESUME", "this recording is no capture of Redis streams", {
    expected: "a recording that `wavetank capture` has begun", hint: "name another file with --to",
  });
}

function* wholeRecords(source: TrafficSource) {
  try {
    for (let record = source.next(); record !== undefined; record = source.next()) yield record;
  } catch (error) {
    if (!(error instanceof WavetankError) || error.code !== "E_RECORDING_TRUNCATED") throw error;
  }
}
