import { WavetankError } from "../kernel/error.ts";
import { openCapture } from "./import/open-capture.ts";
import type { ByteSource, TrafficSource } from "./record.ts";
import { isRecording, LEAD_LENGTH } from "./recording/lead.ts";
import { openRecording } from "./recording/reader.ts";

/**
 * Opens a recording, or the files of one foreign capture. Told apart by content, never by name.
 *
 * @throws {WavetankError} E_INPUT_MIXED - a recording among other files; and what openRecording and openCapture throw.
 */
export function openTraffic(sources: readonly ByteSource[]): TrafficSource {
  const recording = sources.find(startsAsRecording);
  if (recording === undefined) return openCapture(sources);
  if (sources.length === 1) return openRecording(recording);
  throw new WavetankError(
    "E_INPUT_MIXED", `${recording.name} is a recording, and ${sources.length - 1} more files were named`,
    {
      expected: "one recording, or the files of one capture", hint: "a recording holds all its venues; replay it alone",
    },
  );
}

function startsAsRecording(source: ByteSource): boolean {
  const head = new Uint8Array(LEAD_LENGTH);
  return isRecording(head.subarray(0, source.read(0, head)));
}
