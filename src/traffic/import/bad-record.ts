import { WavetankError } from "../../kernel/error.ts";
import type { Line } from "../bytes/line-reader.ts";

const EXCERPT_BYTES = 60;
const TIMES = "a Unix time of 2001 to 2286 in s, ms, us or ns (10, 13, 16 or 19 digits), at most 9 places of a second";

/** A line that is not what its capture's format allows. */
export const badRecord = (line: Line, found: string, expected: string): WavetankError =>
  badLine(line, "E_CAPTURE_RECORD", found, expected);

/** A receive time that cannot be one. */
export const badTime = (line: Line, found: string): WavetankError => badLine(line, "E_CAPTURE_TIME", found, TIMES);

/** A bad last line without a line end was rather cut. */
function badLine(line: Line, code: string, found: string, expected: string): WavetankError {
  const detail = { where: line.where(), expected };
  return line.terminated
    ? new WavetankError(code, `${found}: ${excerpt(line)}`, {
        ...detail,
        hint: "correct or delete this line; nothing is skipped silently",
      })
    : new WavetankError("E_CAPTURE_TRUNCATED", `the last line is cut: ${found}: ${excerpt(line)}`, {
        ...detail,
        hint: "delete the incomplete last line, or end it with a line feed if it is whole",
      });
}

/** How a line starts, printable. */
function excerpt(line: Line): string {
  const end = Math.min(line.end, line.start + EXCERPT_BYTES);
  const text = String.fromCharCode(...line.bytes.subarray(line.start, end));
  return JSON.stringify(text) + (end < line.end ? "…" : "");
}
