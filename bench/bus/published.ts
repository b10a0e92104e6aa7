import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { parseEntryId } from "../../src/bus/entry-id.ts";
import type { ConsumedMessage } from "../../src/bus/message.ts";
import { EntryReader } from "../../src/bus/wire/entry-reader.ts";
import { EntryDecoder, type RawEntry } from "../../src/redis/stores/stream-reply.ts";
import { STREAM } from "./workload.ts";

const PAGE = 1_000;

/**
 * A digest over topic, type and payload of the first `count` messages that the stream holds, in order, whatever their
 * layout: who publishes something else than another cannot be compared with him. @throws {Error} there are fewer.
 */
export async function publishedDigest(redis: Redis, count: number): Promise<string> {
  const hash = createHash("sha256");
  let left = count;
  for await (const { topic, type, payload } of messages(redis)) {
    for (const part of [Buffer.from(topic), Buffer.from(type), payload]) hash.update(`${part.length}:`).update(part);
    if (--left === 0) return hash.digest("hex").slice(0, 16);
  }
  throw new Error(`${count - left} messages in the stream, not ${count}`);
}

async function* messages(redis: Redis): AsyncGenerator<ConsumedMessage> {
  const reader = new EntryReader(STREAM);
  const decoder = new EntryDecoder(new Set(["payload"]));
  for (let from = "-"; ;) {
    const page = await redis.xrangeBuffer(STREAM, from, "+", "COUNT", PAGE) as unknown as readonly RawEntry[];
    const last = page.at(-1);
    if (last === undefined) return;
    for (const entry of decoder.entries(page)) yield* reader.read(entry);
    const { ms, seq } = parseEntryId(last[0].toString("latin1"));
    from = `(${ms}-${seq}`;
  }
}
