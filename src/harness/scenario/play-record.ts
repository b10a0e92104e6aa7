import { Buffer } from "node:buffer";
import type { TrafficRecord } from "../../traffic/record.ts";
import type { VenueAdapter } from "../../venues/adapter.ts";

/** Gives an adapter one thing that happened on its wire. */
export function playRecord(record: TrafficRecord, adapter: VenueAdapter): void {
  switch (record.kind) {
    case "frame":
      if (record.binary) adapter.receivedBinary(record.at, record.connection, record.bytes);
      else adapter.received(record.at, record.connection, textOf(record.bytes));
      return;
    case "connect": return adapter.connected(record.at, record.connection, record.address);
    case "disconnect": return adapter.disconnected(record.at, record.connection, record.reason);
    case "send": return adapter.sent(record.at, record.connection, textOf(record.bytes));
    case "rest": return adapter.fetched(record.at, record.url, textOf(record.bytes));
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
