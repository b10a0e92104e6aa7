import type { FrameVerdict, VenueAdapter } from "../../src/venues/adapter.ts";

/** How a frame gets to an adapter. */
export type Receive = (adapter: VenueAdapter, at: number, connection: string, frame: string) => FrameVerdict;

/** As a replay does it: as bytes with others around them where the adapter reads them so, else as text. */
export const receiveFrame: Receive = (adapter, at, connection, frame) => {
  const bytes = Buffer.from(`{"stream${frame}]]}}"`);
  return adapter.receivedBytes?.(at, connection, bytes, 8, bytes.length - 5) ?? adapter.received(at, connection, frame);
};

export const receiveText: Receive = (adapter, at, connection, frame) => adapter.received(at, connection, frame);
