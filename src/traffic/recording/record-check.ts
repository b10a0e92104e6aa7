import { Buffer } from "node:buffer";
import { WavetankError } from "../../kernel/error.ts";
import { formatInstant } from "../../kernel/time.ts";
import type { RecordingHeader, TrafficRecord } from "../record.ts";
import { LIMITS } from "./limits.ts";
import { isInstant } from "./prelude.ts";

/** The greatest Unix time in a signed 64-bit count of nanoseconds: the year 2262. */
export const MAX_EPOCH = (1n << 63n) - 1n;

/** UTF-8 cannot express a surrogate without its partner: it would come back as U+FFFD. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** @throws {WavetankError} E_RECORDING_HEADER - what the format cannot hold. `where` names the recording. */
export function checkHeader(header: RecordingHeader, where: string): void {
  const refuse = (found: string, expected: string): never => {
    throw new WavetankError("E_RECORDING_HEADER", `a recording cannot have this header: ${found}`, { where, expected });
  };
  if (header.version !== 1) refuse(`version ${String(header.version)}`, "version 1");
  if (header.epochUnixNs < 0n || header.epochUnixNs > MAX_EPOCH) {
    refuse(`the epoch ${header.epochUnixNs}`, "Unix nanoseconds from 1970 to 2262");
  }
  if (header.sources.length > LIMITS.sources) {
    refuse(`${header.sources.length} sources`, `at most ${LIMITS.sources}`);
  }
  const texts: ReadonlyArray<readonly [string, string]> = [
    [header.origin, "origin"],
    ...header.sources.flatMap(({ venue, config }): Array<[string, string]> => [[venue, "venue"], [config, "config"]]),
  ];
  for (const [text, what] of texts) {
    const problem = textProblem(text, what === "venue" ? LIMITS.nameBytes : LIMITS.headerBytes);
    if (problem !== undefined) refuse(`its ${what} ${problem.found}`, problem.expected);
  }
}

/**
 * Refuses a record that would not come back as it went in.
 *
 * @throws {WavetankError} E_RECORDING_RECORD - the message names the field; `where` says which record.
 */
export function checkRecord(record: TrafficRecord, sourceCount: number, name: string): void {
  const { at, source } = record;
  if (!isInstant(at)) refuseRecord(record, name, `the instant ${at}`, "integer nanoseconds within 2^53 of the epoch");
  if (!Number.isInteger(source) || source < 0 || source >= sourceCount) {
    refuseRecord(record, name, `source ${source}`, `one of the header's ${sourceCount} sources, counted from 0`);
  }
  if (record.kind === "rest") {
    checkText(record, name, record.url, LIMITS.textBytes);
  } else {
    checkText(record, name, record.connection, LIMITS.nameBytes);
    if (record.kind === "connect") checkText(record, name, record.address, LIMITS.textBytes);
    if (record.kind === "disconnect") checkText(record, name, record.reason, LIMITS.textBytes);
  }
  if ("bytes" in record && record.bytes.length > LIMITS.bodyBytes) {
    refuseRecord(record, name, `${record.bytes.length} bytes`, `at most ${LIMITS.bodyBytes} bytes`);
  }
}

function checkText(record: TrafficRecord, name: string, text: string, limit: number): void {
  const problem = textProblem(text, limit);
  if (problem !== undefined) refuseRecord(record, name, `a text that ${problem.found}`, problem.expected);
}

function refuseRecord(record: TrafficRecord, name: string, found: string, expected: string): never {
  throw new WavetankError("E_RECORDING_RECORD", `a recording cannot hold this ${record.kind}: ${found}`, {
    where: `${name}, record at ${Number.isSafeInteger(record.at) ? formatInstant(record.at) : record.at}`,
    expected,
  });
}

function textProblem(text: string, limit: number): { readonly found: string; readonly expected: string } | undefined {
  const tooLong = text.length * 3 > limit && Buffer.byteLength(text) > limit;
  if (tooLong) return { found: `has ${Buffer.byteLength(text)} bytes in UTF-8`, expected: `at most ${limit}` };
  if (LONE_SURROGATE.test(text)) return { found: "has half of a surrogate pair", expected: "well-formed Unicode" };
  return undefined;
}
