import type { TrafficRecord, TrafficSource } from "../../src/traffic/record.ts";
import { CAPTURE_SOURCE, formatCaptureConfig } from "../../src/traffic/bus/capture-config.ts";
import { encodeEntryFrame } from "../../src/traffic/bus/entry-frame.ts";

export const PER_SECOND = 200;
const TOPICS = 64;
const PAYLOAD_BYTES = 128;
const NS_PER_SECOND = 1e9;
/** Coprime to the interval: messages come early and late in theirs, but in order. */
const JITTER_STEP = 3_141_592;

/**
 * What a bus carries at 200 messages a second, made as it is asked for: trades and quotes of 32 instruments in
 * NautilusTrader's layout, as `capture` would have recorded them.
 */
export function steadyBus(messages: number): TrafficSource {
  const frames = Array.from({ length: TOPICS }, (_, topic) => frameOf(topic));
  const interval = NS_PER_SECOND / PER_SECOND;
  let index = -1;
  return {
    format: "wavetank-capture/1",
    header: {
      version: 1, epochUnixNs: 1_767_571_200_000_000_000n, origin: `${PER_SECOND} messages a second`,
      sources: [
        {
          venue: CAPTURE_SOURCE,
          config: formatCaptureConfig({
            url: "redis://bench", choice: { streams: ["bench"] }, from: "start", redacted: false,
          }),
        },
      ],
    },
    next(): TrafficRecord | undefined {
      const at = Math.max(0, index) * interval + ((Math.max(0, index) * JITTER_STEP) % interval);
      if (index++ < 0) return { kind: "connect", at: 0, source: 0, connection: "bench", address: "redis://bench" };
      if (index > messages) return undefined;
      // A copy each: the payload is kept as part of it.
      return {
        kind: "frame", at, source: 0, connection: "bench", bytes: (frames[index % TOPICS] as Uint8Array).slice(),
        binary: true,
      };
    },
  };
}

function frameOf(topic: number): Uint8Array {
  const [kind, type] = topic % 2 === 0 ? ["trades", "TradeTick"] : ["quotes", "QuoteTick"];
  const texts = [
    "topic", `data.${kind}.BINANCE.SYM${topic >> 1}USDT`, "type", type, "payload", "", "encoding", "msgpack",
  ];
  const fields: Uint8Array[] = texts.map((text) => Buffer.from(text));
  // An array of MessagePack to begin with, as NautilusTrader's are.
  fields[5] = Uint8Array.from({ length: PAYLOAD_BYTES }, (_, byte) => (byte === 0 ? 0x96 : (byte * 31 + topic) & 255));
  return encodeEntryFrame({ id: "1767571200000-0", fields });
}
