import { Redis } from "ioredis";
import type { WriteMode } from "../../src/bus/store.ts";
import { BatchSender } from "../../src/bus/wire/batch-sender.ts";
import type { Layout } from "../../src/bus/wire/layout.ts";
import { IoredisStore } from "../../src/redis/stores/ioredis-store.ts";
import type { Lane } from "../kit/lane.ts";
import { BATCH, batchFrom, STREAM, serverPort } from "./workload.ts";

export interface Publishing {
  readonly layout: Layout;
  readonly mode: WriteMode;
  /**
   * Producers in one process and on one connection, each with one batch in service: the server works on one batch while
   * the next is made.
   */
  readonly producers: number;
}

/** The bus's own way: messages to entries to the store. */
export function open({ layout, mode, producers }: Publishing): Lane {
  const redis = new Redis(serverPort(), "127.0.0.1");
  const store = new IoredisStore({ commands: redis, reads: redis });
  const senders = Array.from(
    { length: producers },
    (_, index) =>
      new BatchSender({
        store, stream: STREAM, producer: `bench-${index}`, epoch: 1, wire: { layout, mode, fenced: false },
      }),
  );
  let sequence = 1;
  return {
    async run(operations) {
      let left = operations;
      await Promise.all(senders.map(async (sender) => {
        while (left > 0) {
          left -= BATCH;
          const messages = batchFrom(sequence);
          sequence += messages.length;
          const { applied } = await sender.send(messages);
          if (sender.stored(applied) !== messages.length) throw new Error("the batch was not stored");
        }
      }));
      return { operations };
    },
    close: () => redis.disconnect(),
  };
}
