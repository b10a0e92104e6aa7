import { Packr, Unpackr } from "msgpackr";
import { WavetankError } from "../kernel/error.ts";
import type { Venue } from "./instrument.ts";

/** Whether a book may be used: `suspect` from a break in its venue's continuity until a snapshot heals it. */
export interface BookStatus {
  readonly venue: Venue;
  readonly symbol: string;
  readonly status: "live" | "suspect";
  readonly reason: string;
}

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false });

/** The payload of an InstrumentStatus message: a msgpack array of venue, symbol, status, reason. */
export function encodeStatus({ venue, symbol, status, reason }: BookStatus): Uint8Array {
  return packr.pack([venue, symbol, status, reason]);
}

/** @throws {WavetankError} E_PAYLOAD - not an array of four texts with a known status. */
export function decodeStatus(bytes: Uint8Array): BookStatus {
  const values: unknown = unpack(bytes);
  if (Array.isArray(values) && values.length === 4 && values.every((value) => typeof value === "string")) {
    const [venue, symbol, status, reason] = values as [Venue, string, string, string];
    if (status === "live" || status === "suspect") return { venue, symbol, status, reason };
  }
  throw new WavetankError("E_PAYLOAD", "not an instrument status", {
    expected: "a msgpack array: venue, symbol, live or suspect, reason",
  });
}

function unpack(bytes: Uint8Array): unknown {
  try {
    return unpackr.unpack(bytes);
  } catch {
    return undefined;
  }
}

/** The payload of an Instrument message: symbol, venue and the two precisions. */
export function encodeDefinition(
  venue: Venue, symbol: string, pricePrecision: number, sizePrecision: number,
): Uint8Array {
  return packr.pack([venue, symbol, pricePrecision, sizePrecision]);
}
