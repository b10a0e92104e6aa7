import { Redis } from "ioredis";
import type { Lane } from "../kit/lane.ts";
import { BATCH, PAYLOAD, STREAM, serverPort, topicOf } from "./workload.ts";

const fieldsOf = (index: number) =>
  ["topic", topicOf(index), "type", "TradeTick", "payload", PAYLOAD, "encoding", "msgpack"] as const;

/** As the standard bus does it: each publish waits for its XADD. */
export function awaited(): Lane {
  const redis = new Redis(serverPort(), "127.0.0.1");
  return {
    async run(operations) {
      for (let i = 0; i < operations; i++) await redis.xadd(STREAM, "*", ...fieldsOf(i % BATCH));
      return { operations };
    },
    close: () => redis.disconnect(),
  };
}

export function ioredisPipeline(): Lane {
  const redis = new Redis(serverPort(), "127.0.0.1");
  return {
    async run(operations) {
      for (let done = 0; done < operations; done += BATCH) {
        const pipeline = redis.pipeline();
        for (let i = 0; i < BATCH; i++) pipeline.xadd(STREAM, "*", ...fieldsOf(i));
        const results = await pipeline.exec();
        if (results?.some(([error]) => error !== null) ?? true) throw new Error("the pipeline failed");
      }
      return { operations };
    },
    close: () => redis.disconnect(),
  };
}

export async function nodeRedis(): Promise<Lane> {
  const { createClient } = await import("redis");
  const client = createClient({ socket: { port: serverPort(), host: "127.0.0.1" } });
  await client.connect();
  return {
    async run(operations) {
      for (let done = 0; done < operations; done += BATCH) {
        const pipeline = client.multi();
        for (let i = 0; i < BATCH; i++) {
          pipeline.xAdd(STREAM, "*", { topic: topicOf(i), type: "TradeTick", payload: PAYLOAD, encoding: "msgpack" });
        }
        await pipeline.execAsPipeline();
      }
      return { operations };
    },
    close: () => client.destroy(),
  };
}

/** A job is JSON, so its payload is text of as many characters. */
export async function bullmq(): Promise<Lane> {
  const { Queue } = await import("bullmq");
  const queue = new Queue(STREAM, { connection: { port: serverPort(), host: "127.0.0.1" } });
  const payload = PAYLOAD.toString("base64").slice(0, PAYLOAD.length);
  return {
    async run(operations) {
      const jobs = Array.from({ length: 100 }, (_, i) => ({ name: "TradeTick", data: { topic: topicOf(i), payload } }));
      const count = Math.ceil(operations / 10 / jobs.length);
      for (let done = 0; done < count; done++) await queue.addBulk(jobs);
      return { operations: count * jobs.length };
    },
    close: () => queue.close(),
  };
}
