import { WavetankError } from "../../kernel/error.ts";
import type { Line } from "../bytes/line-reader.ts";

const EXCERPT_BYTES = 60;

/** A line that is not what its capture's format allows. A last line without a line end was rather cut. */
export function badRecord(line: Line, found: string, expected: string): WavetankError {
  const detail = { where: line.where(), expected };
  return line.terminated
    ? new WavetankError("E_CAPTURE_RECORD", `${found}: ${excerpt(line)}`, {
        ...detail,
        hint: "correct or delete this line; nothing is skipped silently",
      })
    : new WavetankError("E_CAPTURE_TRUNCATED", `the last line is cut: ${found}: ${excerpt(line)}`, {
        ...detail,
        hint: "delete the incomplete last line, or end it with a line feed if it is whole",
      });
}

/** A receive time that cannot be one. */
export function badTime(line: Line, found: string): WavetankError {
  return new WavetankError("E_CAPTURE_TIME", `${found}: ${excerpt(line)}`, {
    where: line.where(),
    expected: "a Unix time of 2001 to 2286 in s, ms, us or ns (10, 13, 16 or 19 digits), at most 9 places of a second",
    hint: "correct the receive time, or delete the line",
  });
}

/** How a line starts, printable. */
export function excerpt(line: Line): string {
  const end = Math.min(line.end, line.start + EXCERPT_BYTES);
  const text = String.fromCharCode(...line.bytes.subarray(line.start, end));
  return JSON.stringify(text) + (end < line.end ? "…" : "");
}
