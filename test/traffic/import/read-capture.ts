import { WavetankError } from "../../../src/kernel/error.ts";
import { openCapture } from "../../../src/traffic/import/open-capture.ts";
import type { ByteSource, TrafficRecord, TrafficSource } from "../../../src/traffic/record.ts";
import { memorySource } from "../bytes/memory-source.ts";

export interface Reading {
  readonly capture: TrafficSource;
  readonly records: readonly TrafficRecord[];
  readonly error: WavetankError | undefined;
}

/** All records of a capture, and the error it ends with. The error has to come again at the next call. */
export function readCapture(...inputs: readonly (ByteSource | Uint8Array | string)[]): Reading {
  const sources = inputs.map((input) =>
    typeof input === "string" || input instanceof Uint8Array ? memorySource(input) : input,
  );
  const capture = openCapture(sources);
  const records: TrafficRecord[] = [];
  try {
    for (let record = capture.next(); record !== undefined; record = capture.next()) records.push(record);
  } catch (error) {
    if (!(error instanceof WavetankError)) throw error;
    if (caught(() => capture.next()) !== error) throw new Error("the error did not come again");
    return { capture, records, error };
  }
  return { capture, records, error: undefined };
}

/** The error that an action throws. */
export function caught(action: () => unknown): WavetankError {
  try {
    action();
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** A record on one line, its payload as text: `12 frame ws.1 {"a":1}`. */
export function shown(record: TrafficRecord): string {
  const { at, kind } = record;
  switch (record.kind) {
    case "frame":
    case "send":
      return `${at} ${kind} ${record.connection} ${textOf(record.bytes)}`;
    case "rest":
      return `${at} ${kind} ${record.url} ${textOf(record.bytes)}`;
    case "connect":
      return `${at} ${kind} ${record.connection} ${record.address}`;
    case "disconnect":
      return `${at} ${kind} ${record.connection} ${record.reason}`;
  }
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

export const countKinds = (records: readonly TrafficRecord[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};
