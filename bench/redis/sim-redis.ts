import { SimRedis, SimServer } from "../../src/redis/index.ts";
import type { Lane } from "../kit/lane.ts";
import { FIELD, VALUE } from "./entry.ts";

/** XADD through a SimRedis whose stream is kept at about `length` entries. */
export async function openAppend(length: number): Promise<Lane> {
  const redis = new SimRedis({ server: new SimServer() });
  for (let i = 0; i < length; i++) await redis.xadd("s", "*", FIELD, VALUE);
  return {
    async run(operations) {
      for (let i = 0; i < operations; i++) await redis.xadd("s", "MAXLEN", "~", length, "*", FIELD, VALUE);
      const held = await redis.xlen("s");
      if (held < length || held > length + 200) throw new Error(`${held} entries are held, not about ${length}`);
      return { operations };
    },
  };
}

export function openSet(): Lane {
  const redis = new SimRedis({ server: new SimServer() });
  return {
    async run(operations) {
      for (let i = 0; i < operations; i++) await redis.set("k", VALUE);
      return { operations, answers: { value: (await redis.get("k")) ?? "" } };
    },
  };
}
