import { Priority } from "../../src/bus/priority.ts";
import type { OutgoingMessage } from "../../src/bus/wire/entry-writer.ts";

/** What every contender publishes: NautilusTrader's entry, its payload of 128 bytes that are not text. */
export const STREAM = "bench";
export const GROUP = "bench";
export const BATCH = 1_000;
const TOPICS = 16;

export const PAYLOAD = Buffer.from(Uint8Array.from({ length: 128 }, (_, i) => (i * 31) & 255));
const topics = Array.from({ length: TOPICS }, (_, i) => `data.trades.BINANCE.SYM${i}USDT`);

export const topicOf = (index: number): string => topics[index % TOPICS] as string;

/** A batch of the bus's own messages, with sequences from `first`. */
export const batchFrom = (first: number, count = BATCH): OutgoingMessage[] =>
  Array.from({ length: count }, (_, i) => ({
    topic: topicOf(i), type: "TradeTick", payload: PAYLOAD, encoding: "msgpack", priority: Priority.NORMAL,
    key: topicOf(i), sequence: first + i,
  }));

/** The server that the parent of all contenders has started. */
export const serverPort = (): number => Number(process.env["WAVETANK_BENCH_REDIS_PORT"]);
