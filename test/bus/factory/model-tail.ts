import { BEGINNING, isAfter, type EntryId } from "../../../src/bus/entry-id.ts";
import {
  StoreError, type StreamCursor, type StreamEntry, type StreamTail, type TailRequest,
} from "../../../src/bus/store.ts";
import { ms } from "../../../src/kernel/time.ts";
import { bytesOfText } from "../../../src/redis/server/bytes.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";
import { entriesOfReply } from "../../../src/redis/stores/model-reply.ts";
import type { modelRedis, Simulated } from "../../support/simulated.ts";

/** Reads streams of the model's master as they are, looking again each millisecond while there is nothing. */
export class ModelTail implements StreamTail {
  readonly #world: Simulated;
  readonly #redis: ReturnType<typeof modelRedis>;

  constructor(world: Simulated, redis: ReturnType<typeof modelRedis>) {
    this.#world = world;
    this.#redis = redis;
  }

  async readAfter(
    cursors: readonly StreamCursor[], { count, block }: TailRequest,
  ): Promise<readonly (readonly [string, readonly StreamEntry[]])[]> {
    for (let waited = 0; ; waited += ms(1)) {
      await this.#world.clock.sleep(ms(1), "test.tail");
      const found = cursors
        .map(
          ({ stream, after }) =>
            [
              stream,
              this.entries(stream)
                .filter((entry) => isAfter(entry, after))
                .slice(0, count),
            ] as const,
        )
        .filter(([, entries]) => entries.length > 0);
      if (found.length > 0 || waited >= block) return found;
    }
  }

  async lastId(stream: string): Promise<EntryId> {
    await this.#world.clock.sleep(ms(1), "test.tail");
    return this.entries(stream).at(-1) ?? BEGINNING;
  }

  /** @throws {StoreError} the master is down. */
  entries(stream: string): readonly StreamEntry[] {
    if (this.#redis.deployment.master.server === undefined) throw new StoreError("unknown", "connection refused");
    return entriesOfReply(this.#redis.run("XRANGE", bytesOfText(stream), "-", "+") as Reply);
  }
}
