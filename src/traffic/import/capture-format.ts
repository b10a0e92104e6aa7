import type { Instant } from "../../kernel/time.ts";
import type { Line } from "../bytes/line-reader.ts";
import type { TrafficRecord } from "../record.ts";
import type { UnixTime } from "./unix-time.ts";

export type CaptureFormatName = "cryptofeed-capture/2" | "cryptofeed-raw/1" | "collector-ndjson";

/**
 * Understands the lines of one input. An input is read twice: the first reading only scans, and learns times, venue
 * and configuration; the second scans each line again and then makes its record.
 */
export interface CaptureFormat {
  readonly name: CaptureFormatName;
  /** The venue whose traffic this is; final once every line was scanned. */
  readonly venue: string;
  /** What the capture says about itself; final once every line was scanned. */
  readonly config: string;
  /** The connection that carries every frame of a format that has no record of connecting. */
  readonly impliedConnection: string | undefined;

  /** Of the line scanned last: when it was received. */
  readonly time: UnixTime;
  /** Of the line scanned last: the connection whose order is the file's order; undefined for REST answers. */
  readonly lane: string | undefined;

  /**
   * Takes a line apart.
   *
   * @returns false for a line that is no record: a header, a configuration, a blank line.
   * @throws {WavetankError} E_CAPTURE_RECORD, E_CAPTURE_TIME, or E_CAPTURE_TRUNCATED for a last line that was cut.
   */
  scan(line: Line): boolean;

  /**
   * The record of the line scanned last. Its bytes may be a view into the line's.
   *
   * @throws {WavetankError} E_CAPTURE_RECORD, E_CAPTURE_TRUNCATED, E_CAPTURE_REST.
   */
  record(line: Line, at: Instant, source: number): TrafficRecord;
}
