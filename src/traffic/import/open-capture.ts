import { WavetankError } from "../../kernel/error.ts";
import type { ByteSource, TrafficSource } from "../record.ts";
import { KEPT_BYTES_MAX } from "../bytes/rereadable-bytes.ts";
import { CaptureInput } from "./capture-input.ts";
import { detectFormat } from "./detect-format.ts";
import { MergedCapture } from "./merged-capture.ts";

/**
 * Opens a foreign capture: one file, or the several files of one session, merged by receive time. Each may be plain,
 * gzip or zstd, in any of the supported formats; both are told from the content.
 *
 * A damaged input is found here and reported by `next`, after the records that precede the damage.
 *
 * @throws {WavetankError} E_CAPTURE_FORMAT - an input is in no supported format, or there is none. E_CAPTURE_TIME -
 * the inputs lie more than 104 days apart. E_CAPTURE_TRUNCATED, E_CAPTURE_CORRUPT - damage before the first line ends.
 */
export function openCapture(sources: readonly ByteSource[]): TrafficSource {
  if (sources.length === 0) {
    throw new WavetankError("E_CAPTURE_FORMAT", "there is no capture to read", {
      expected: "at least one file",
      hint: "name the files of the capture, or a folder that holds them",
    });
  }
  const keptMax = Math.floor(KEPT_BYTES_MAX / sources.length);
  return new MergedCapture(sources.map((source) => new CaptureInput(source, detectFormat(source), { keptMax })));
}
