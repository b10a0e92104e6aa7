import { describe, expect, test } from "vitest";
import { Priority } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms } from "../../src/kernel/time.ts";
import { bus } from "../support/bus-rig.ts";
import { fieldOf } from "../support/scripted-store.ts";

describe("flushing", () => {
  test("after an idle interval a message is sent at once; the next waits for the rest of the interval", async () => {
    const { client, publish, writes, accept, run, scheduler, topicsOf } = bus({ HIGH: { flushInterval: ms(10) } });
    await run(ms(1), () => void publish("first", Priority.HIGH));
    expect(topicsOf(0)).toEqual(["first"]);
    await run(ms(2), () => {
      accept(writes[0]!);
      publish("second", Priority.HIGH);
    });
    expect(writes).toHaveLength(1);
    await run(ms(10) - 1);
    expect(writes).toHaveLength(1);
    await run(ms(10));
    expect(topicsOf(1)).toEqual(["second"]);
    expect(scheduler.now).toBe(ms(10));
    expect(client.held).toBe(1);
  });

  // The three edges, each at equality: one less does not flush.
  test.each([
    {
      edge: "the high-water mark", config: { capacity: 1_000, highWater: 20, lowWater: 5 }, at: 20,
      reason: "high-water",
    },
    {
      edge: "ninety per cent full", config: { capacity: 20, highWater: 19, lowWater: 5 }, at: 18, reason: "nearly-full",
    },
  ])("$edge flushes before the interval is over", async ({ config, at, reason }) => {
    const { publish, writes, accept, run, log } = bus({ LOW: { ...config, flushInterval: ms(1_000) }, batch: 500 });
    await run(1, () => void publish("opens the interval", Priority.LOW));
    await run(2, () => accept(writes[0]!));
    await run(3, () => {
      for (let i = 1; i < at; i++) publish(`m${i}`, Priority.LOW);
    });
    expect(writes).toHaveLength(1);
    await run(4, () => void publish("the last drop", Priority.LOW));
    expect(writes).toHaveLength(2);
    expect(log.at(-1)).toMatch(new RegExp(`${reason}$`));
  });

  test("back-pressure is on from the high-water mark, off from the low-water mark, and steady between", async () => {
    const { client, publish, writes, accept, run } = bus({
      HIGH: { capacity: 100, highWater: 10, lowWater: 3, flushInterval: ms(50) }, batch: 4,
    });
    const seen: [number, boolean][] = [];
    await run(1, () => {
      publish("opens", Priority.HIGH);
      for (let i = 0; i < 11; i++) publish(`m${i}`, Priority.HIGH);
    });
    for (let w = 0; w < 3; w++) {
      seen.push([client.held, client.pressured]);
      await run(w + 2, () => accept(writes[w]!));
    }
    seen.push([client.held, client.pressured]);
    // 12 held; one in the first batch, then four a batch: on down to 7, still on inside the band, off at 3.
    expect(seen).toEqual([[12, true], [11, true], [7, true], [3, false]]);
  });
});

describe("nothing leaves before it is acknowledged", () => {
  test("messages in service count towards the capacity until the store has them", async () => {
    const { client, publish, writes, accept, run } = bus({
      CRITICAL: { capacity: 4, highWater: 3, lowWater: 0 }, batch: 10,
    });
    const answers: string[] = [];
    await run(1, () => {
      for (let i = 0; i < 5; i++) answers.push(publish(`m${i}`, Priority.CRITICAL));
    });
    expect(answers).toEqual(["accepted", "accepted", "accepted", "accepted", "full"]);
    await run(2, () => accept(writes[0]!));
    expect(client.held).toBe(3);
    expect(publish("room again", Priority.CRITICAL)).toBe("accepted");
  });

  test("a write with an unknown outcome is sent again, with the same sequence numbers, until it is acknowledged", async () => {
    const { client, publish, writes, accept, run, counts } = bus();
    await run(1, () => void publish("a", Priority.CRITICAL));
    for (let attempt = 0; attempt < 6; attempt++) {
      await run(ms(2_000) * (attempt + 1), () => writes[attempt]!.break(new StoreError("unknown", "connection reset")));
      expect(client.held).toBe(1);
      expect(writes).toHaveLength(attempt + 2);
      expect(fieldOf(writes[attempt + 1]!.entries[0]!, "origin")).toBe("1-1-3-p");
    }
    await run(undefined, () => accept(writes[6]!));
    expect(client.held).toBe(0);
    expect(counts).toMatchObject({ stored: 1, failed: 6, dropped: 0 });
  });

  test("retries wait half of 10 ms, 20 ms, 40 ms … up to the cap, plus what jitter adds", async () => {
    const { publish, writes, run, scheduler } = bus();
    const at: number[] = [];
    await run(0, () => void publish("a", Priority.CRITICAL));
    for (let attempt = 0; attempt < 15; attempt++) {
      at.push(scheduler.now);
      writes[attempt]!.break(new StoreError("refused", "OOM"));
      let until = scheduler.now;
      while (writes.length === attempt + 1) await run((until += ms(5)));
    }
    const waits = at.slice(1).map((instant, i) => instant - (at[i] ?? 0));
    expect(waits).toEqual(Array.from({ length: 14 }, (_, i) => Math.min(ms(5) * 2 ** i, ms(30_000))));
  });

  test("after a partial write only the rest is sent again, in order", async () => {
    const { publish, writes, acceptPrefix, accept, run, topicsOf, client } = bus({ HIGH: { flushInterval: ms(1) } });
    await run(1, () => void publish("zero", Priority.HIGH));
    await run(ms(2), () => {
      accept(writes[0]!);
      for (const topic of ["a", "b", "c", "d"]) publish(topic, Priority.HIGH);
    });
    expect(topicsOf(1)).toEqual(["a", "b", "c", "d"]);
    await run(ms(20), () => acceptPrefix(writes[1]!, 2, new StoreError("refused", "OOM command not allowed")));
    expect(topicsOf(2)).toEqual(["c", "d"]);
    expect(client.held).toBe(2);
  });

  test("close refuses what comes later, sends what is held without waiting, and reports nothing left", async () => {
    const { client, publish, writes, accept, run, topicsOf } = bus({ LOW: { flushInterval: ms(10_000) } });
    await run(1, () => void publish("opens", Priority.LOW));
    await run(2, () => accept(writes[0]!));
    let outcome: unknown;
    await run(3, () => {
      publish("held", Priority.LOW);
      void client.close().then((value) => (outcome = value));
      expect(publish("too late", Priority.LOW)).toBe("closed");
    });
    expect(topicsOf(1)).toEqual(["held"]);
    await run(4, () => accept(writes[1]!));
    await run();
    expect(outcome).toEqual({ end: "drained", leftovers: 0 });
  });

  test("closing twice waits for the same end", async () => {
    const { client, publish, writes, accept, run } = bus();
    const outcomes: unknown[] = [];
    await run(1, () => {
      publish("a", Priority.CRITICAL);
      for (const turn of [1, 2]) void client.close().then((outcome) => outcomes.push([turn, outcome.leftovers]));
    });
    await run(undefined, () => accept(writes[0]!));
    expect(outcomes).toEqual([[1, 0], [2, 0]]);
  });

  test("abandon drops what is held, counted, and ends a close that waits", async () => {
    const { client, publish, writes, run, counts } = bus();
    let outcome: unknown;
    await run(1, () => {
      publish("in service", Priority.CRITICAL);
      publish("queued", Priority.LOW);
      publish("queued too", Priority.LOW);
      void client.close().then((value) => (outcome = value));
    });
    await run(2, () => {
      client.abandon();
      for (const write of writes) write.break(new StoreError("unknown", "gone"));
    });
    await run(ms(100));
    expect(outcome).toBeDefined();
    expect(client.held).toBe(0);
    expect(counts.accepted).toBe(counts.dropped + counts.stored);
  });
});
