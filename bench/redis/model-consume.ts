import { NullArray } from "../../src/redis/server/reply.ts";
import type { Lane } from "../kit/lane.ts";
import { directServer } from "./direct-server.ts";
import { FIELD, VALUE } from "./entry.ts";

const BATCH = 100;
const ENTRIES = 100_000;

type Read = readonly (readonly [key: string, entries: readonly (readonly [id: string, fields: unknown])[]])[];

/**
 * XREADGROUP of a hundred, and XACK of them; at the end of the stream the group is set back. An operation is an entry.
 */
export function open(): Lane {
  const { run } = directServer();
  for (let i = 0; i < ENTRIES; i++) run(["XADD", "s", "*", FIELD, VALUE]);
  run(["XGROUP", "CREATE", "s", "g", "0"]);
  const read = ["XREADGROUP", "GROUP", "g", "c", "COUNT", String(BATCH), "STREAMS", "s", ">"];
  return {
    run(operations) {
      let entries = 0;
      while (entries < operations) {
        const reply = run(read);
        if (reply instanceof NullArray) {
          run(["XGROUP", "SETID", "s", "g", "0"]);
          continue;
        }
        const acknowledge = ["XACK", "s", "g"];
        for (const [id] of (reply as Read)[0]?.[1] ?? []) acknowledge.push(id);
        const acknowledged = run(acknowledge);
        if (acknowledged !== BATCH) throw new Error(`${String(acknowledged)} entries were acknowledged, not ${BATCH}`);
        entries += BATCH;
      }
      return { operations: entries };
    },
  };
}
