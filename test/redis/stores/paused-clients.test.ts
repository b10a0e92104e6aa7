import { describe, expect, test } from "vitest";
import { BEGINNING } from "../../../src/bus/entry-id.ts";
import { StoreError } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { ModelStore } from "../../../src/redis/stores/model-store.ts";
import { modelRedis, simulated } from "../../support/simulated.ts";

// `CLIENT PAUSE` holds commands back. A client of the bus gives up and asks again: it must never take the silence for
// an answer, and what it has given up must not be done for it later.

const cursor = { stream: "s", group: "g", consumer: "c" };
const cursorOfTail = { stream: "s", after: BEGINNING };
const PAUSED_MS = 200;

const operations: Readonly<Record<string, (store: ModelStore) => Promise<unknown>>> = {
  "append": (store) => store.append("s", [["f", "new"]]),
  "a fenced append": (store) =>
    store.append("s", [["f", "new"]], { fence: { producer: "p", epoch: 1, sequence: 1 } }).then(({ refused }) => {
      if (refused !== undefined) throw refused;
    }),
  "takeEpoch": (store) => store.takeEpoch("s", "p"),
  "createGroup": (store) => store.createGroup("s", "other", "0"),
  "readNew": (store) => store.readNew(cursor, { count: 10, block: ms(100), acknowledge: [] }),
  "readPending": (store) => store.readPending(cursor, 10, BEGINNING),
  "acknowledge": (store) => store.acknowledge("s", "g", [BEGINNING]),
  "claimIdle": (store) => store.claimIdle(cursor, 0, 10, BEGINNING),
  "groups": (store) => store.groups("s"),
  "length": (store) => store.length("s"),
  "firstId": (store) => store.firstId("s"),
  "trim": (store) => store.trim({ stream: "s", maxLength: 0, approximate: false }),
  "createStream": (store) => store.createStream("unheard-of"),
  "deleteStream": (store) => store.deleteStream("s"),
  "streamInfo": (store) => store.streamInfo("s"),
  "firstIds": (store) => store.firstIds("s", 10),
  "destroyGroup": (store) => store.destroyGroup("s", "g"),
  "moveGroup": (store) => store.moveGroup("s", "g", { ms: 1, seq: 1 }),
};

describe("while clients are paused", () => {
  test("a tail waits, and reads when the pause is over", async () => {
    const world = simulated();
    const { run, tail } = modelRedis(world);
    let found: unknown;
    let readAt = 0;
    await world.run(sec(2), () => {
      run("XADD", "s", "1-1", "f", "old");
      run("CLIENT", "PAUSE", PAUSED_MS, "ALL");
      tail.readAfter([cursorOfTail], { count: 10, block: sec(1) }).then((streams) => {
        found = streams.map(([stream, entries]) => [stream, entries.length]);
        readAt = world.scheduler.now;
      }).catch(world.fail);
    });
    expect(found).toEqual([["s", 1]]);
    expect(readAt).toBeGreaterThanOrEqual(ms(PAUSED_MS));
  });

  test.each(Object.keys(operations))("%s fails with its outcome unknown, does nothing later, and works again then",
    async (name) => {
      const ask = operations[name] as (store: ModelStore) => Promise<unknown>;
      const world = simulated();
      const redis = modelRedis(world);
      const store = redis.store("client");
      let failure: unknown;
      let isOver = false;
      let after: unknown;
      let answer: unknown;
      await world.run(sec(2), () => {
        redis.run("XADD", "s", "1-1", "f", "old");
        redis.run("XGROUP", "CREATE", "s", "g", "0");
        redis.run("CLIENT", "PAUSE", PAUSED_MS, "ALL");
        const during = ask(store).then(() => (failure = "none"), (error: unknown) => (failure = error));
        // One that waits the pause out: when the server serves it, it does all else that it has held back.
        redis.tail.readAfter([cursorOfTail], { count: 10, block: ms(100) }).catch(world.fail);
        during.then(async () => {
          await world.clock.sleep(ms(2 * PAUSED_MS), "the pause to end");
          isOver = true;
          after = [redis.entries("s"), redis.run("XINFO", "GROUPS", "s"), redis.run("EXISTS", "unheard-of")];
          answer = await ask(store).then(() => "answered", (error: unknown) => error);
        }).catch(world.fail);
      });
      expect(failure).toBeInstanceOf(StoreError);
      expect((failure as StoreError).kind).toBe("unknown");
      expect(isOver).toBe(true);
      expect(after).toEqual([[["1-1", ["f", "old"]]], [["name", "g", "consumers", 0, "pending", 0,
        "last-delivered-id", "0-0", "entries-read", null, "lag", 1]].map((items) => ({ items })), 0]);
      expect(answer).toBe("answered");
    });
});
