import RedisMock from "ioredis-mock";
import type { Lane } from "../kit/lane.ts";
import { FIELD, VALUE } from "./entry.ts";

/** A stream of `length` entries as ioredis-mock keeps it; adding them one by one would take it minutes. */
async function filled(length: number): Promise<InstanceType<typeof RedisMock>> {
  const redis = new RedisMock();
  await redis.xadd("s", "*", FIELD, VALUE);
  const { data } = redis as unknown as {
    data: { get(key: string): unknown[]; set(key: string, value: unknown[]): void };
  };
  data.set("s", Array.from({ length }, (_, i) => [`${i + 1}-0`, [FIELD, VALUE]]));
  if ((await redis.xlen("s")) !== length)
    throw new Error("ioredis-mock keeps its streams in another way than this expects");
  return redis;
}

export async function openAppend(length: number): Promise<Lane> {
  const redis = await filled(length);
  return {
    async run(operations) {
      for (let i = 0; i < operations; i++) await redis.xadd("s", "*", FIELD, VALUE);
      return { operations };
    },
  };
}

export function openSet(): Lane {
  const redis = new RedisMock();
  return {
    async run(operations) {
      for (let i = 0; i < operations; i++) await redis.set("k", VALUE);
      return { operations, answers: { value: (await redis.get("k")) ?? "" } };
    },
  };
}
