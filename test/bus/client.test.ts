import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { DEFAULT_CONFIG, type BufferConfig, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import { Priority, type PriorityName } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, us } from "../../src/kernel/time.ts";
import { producerLog } from "../support/probes.ts";
import { fieldOf, scriptedStore } from "../support/scripted-store.ts";
import { simulated } from "../support/simulated.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

type Changes = Partial<Record<PriorityName, Partial<BufferConfig>>> & { readonly batch?: number };

function configWith(changes: Changes): EnhancedMessageBusConfig {
  const buffers = { ...DEFAULT_CONFIG.buffers };
  for (const name of ["LOW", "NORMAL", "HIGH", "CRITICAL"] as const) buffers[name] = { ...buffers[name], ...changes[name] };
  return { ...DEFAULT_CONFIG, buffers, batch: changes.batch ?? DEFAULT_CONFIG.batch };
}

function bus(changes: Changes = {}) {
  const world = simulated();
  const scripted = scriptedStore(world);
  const observed = producerLog();
  const client = new BufferedMessageBusClient({
    config: configWith(changes), clock: world.clock, store: scripted.store, producer: "p", epoch: 1,
    probe: observed.probe, jitter: () => 0, onFault: world.fail,
  });
  const publish = (topic: string, priority: Priority, key = topic) =>
    client.publish({ topic, type: "T", payload: PAYLOAD, priority, key });
  const topicsOf = (write: number): string[] => (scripted.writes[write]?.entries ?? []).map((entry) => fieldOf(entry, "topic"));
  return { ...world, ...scripted, ...observed, client, publish, topicsOf };
}

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
    { edge: "the high-water mark", config: { capacity: 1_000, highWater: 20, lowWater: 5 }, at: 20, reason: "high-water" },
    { edge: "ninety per cent full", config: { capacity: 20, highWater: 20, lowWater: 5 }, at: 18, reason: "nearly-full" },
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
    const { client, publish, writes, accept, run } = bus({ HIGH: { capacity: 100, highWater: 10, lowWater: 3, flushInterval: ms(50) }, batch: 4 });
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
    const { client, publish, writes, accept, run } = bus({ CRITICAL: { capacity: 4, highWater: 4, lowWater: 0 }, batch: 10 });
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
    expect(outcome).toEqual({ leftovers: 0 });
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

describe("classes", () => {
  test("a flush serves the most urgent class first and leaves every lower class that is due a share", async () => {
    const { publish, writes, accept, run } = bus({ batch: 64, CRITICAL: { flushInterval: us(1) }, LOW: { flushInterval: us(1) }, NORMAL: { flushInterval: us(1) } });
    await run(1, () => void publish("occupies the link", Priority.HIGH));
    await run(ms(1), () => {
      for (let i = 0; i < 200; i++) publish(`c${i}`, Priority.CRITICAL);
      for (let i = 0; i < 200; i++) publish(`n${i}`, Priority.NORMAL);
      for (let i = 0; i < 200; i++) publish(`l${i}`, Priority.LOW);
    });
    await run(ms(2), () => accept(writes[0]!));
    const letters = writes[1]!.entries.map((entry) => fieldOf(entry, "topic").charAt(0)).join("");
    expect(letters).toBe(`${"c".repeat(60)}nnll`);
  });

  test("under saturating CRITICAL the last of a LOW backlog leaves within the stated number of batches", async () => {
    const { publish, writes, accept, run } = bus({ batch: 64, LOW: { flushInterval: us(1) }, CRITICAL: { capacity: 10_000, highWater: 9_000 } });
    await run(1, () => void publish("occupies the link", Priority.HIGH));
    await run(2, () => {
      for (let i = 0; i < 20; i++) publish(`low${i}`, Priority.LOW);
    });
    let batches = 0;
    let at = ms(1);
    for (let left = 20; left > 0; at += ms(1)) {
      await run(at, () => {
        for (let i = 0; i < 70; i++) publish(`c${at}-${i}`, Priority.CRITICAL);
        accept(writes[batches]!);
      });
      batches++;
      left -= writes[batches]!.entries.filter((entry) => fieldOf(entry, "topic").startsWith("low")).length;
    }
    // The share is 64 / 32 = 2 a batch.
    expect(batches).toBe(10);
  });

  test("a backlog larger than a batch goes batch after batch, without waiting for another interval", async () => {
    const { publish, writes, accept, run, topicsOf } = bus({ batch: 10, HIGH: { flushInterval: ms(100) } });
    await run(1, () => {
      for (let i = 0; i < 36; i++) publish(`m${i}`, Priority.HIGH);
    });
    for (let write = 0; write < 4; write++) await run(ms(100) + write + 1, () => accept(writes[write]!));
    expect([0, 1, 2, 3, 4].map((write) => topicsOf(write).length)).toEqual([1, 10, 10, 10, 5]);
  });

  test("with the default intervals too, a due LOW backlog leaves by its share of every batch", async () => {
    const { publish, writes, accept, run } = bus({ batch: 64, CRITICAL: { capacity: 10_000, highWater: 9_000 } });
    await run(1, () => void publish("occupies the link", Priority.HIGH));
    await run(2, () => {
      for (let i = 0; i < 20; i++) publish(`low${i}`, Priority.LOW);
    });
    const shares: number[] = [];
    for (let left = 20; left > 0 && shares.length < 50;) {
      await run(3 + shares.length, () => {
        for (let i = 0; i < 70; i++) publish(`c${shares.length}-${i}`, Priority.CRITICAL);
        accept(writes[shares.length]!);
      });
      shares.push(writes[shares.length + 1]!.entries.filter((entry) => fieldOf(entry, "topic").startsWith("low")).length);
      left -= shares.at(-1) ?? 0;
    }
    expect(shares).toEqual(Array.from({ length: 10 }, () => 2));
  });

  test("when no drop could make enough room the class refuses, and drops nothing in vain", async () => {
    const { publish, run, log, accept, writes } = bus({ NORMAL: { capacity: 3, highWater: 3, lowWater: 0, overflow: "drop-oldest" }, batch: 10 });
    await run(1, () => {
      publish("occupies the link", Priority.CRITICAL);
      for (const n of [1, 2]) publish(`normal${n}`, Priority.NORMAL);
    });
    await run(2, () => accept(writes[0]!));
    expect(writes[1]!.entries).toHaveLength(2);
    publish("queued", Priority.NORMAL);
    for (const n of [1, 2]) publish(`low${n}`, Priority.LOW, "key");
    // It would take the two of its key along: three places, and two are in service.
    expect(publish("urgent", Priority.NORMAL, "key")).toBe("full");
    expect(log.filter((line) => /refused|dropped/.test(line))).toEqual(["refused urgent full"]);
  });

  test("a full class refuses or drops its oldest, as its policy says, and counts every loss", async () => {
    const small = { capacity: 3, highWater: 3, lowWater: 0, flushInterval: ms(100) };
    const { publish, run, log, client } = bus({ HIGH: { ...small, overflow: "refuse" }, LOW: { ...small, overflow: "drop-oldest" }, batch: 1 });
    await run(1, () => {
      publish("occupies the link", Priority.CRITICAL);
      for (const n of [1, 2, 3, 4]) publish(`high${n}`, Priority.HIGH);
      for (const n of [1, 2, 3, 4, 5]) publish(`low${n}`, Priority.LOW);
    });
    expect(log.filter((line) => /refused|dropped/.test(line)))
      .toEqual(["refused high4 full", "dropped low1 overflow", "dropped low2 overflow"]);
    expect(client.held).toBe(7);
  });
});

describe("order of a key", () => {
  test("a cancel in a lower class does not arrive before its submit, nor a submit after its urgent cancel", async () => {
    const { publish, writes, accept, run, topicsOf } = bus();
    await run(1, () => {
      publish("occupies the link", Priority.CRITICAL);
      publish("order.modify", Priority.LOW, "order-1");
      publish("noise", Priority.LOW);
      publish("order.cancel", Priority.CRITICAL, "order-1");
      publish("order.report", Priority.NORMAL, "order-1");
    });
    // LOW, with "noise", is what is due; the urgent ones go along and go first.
    await run(ms(1), () => accept(writes[0]!));
    expect(topicsOf(1)).toEqual(["order.modify", "order.cancel", "order.report", "noise"]);
  });

  test("whatever the priorities, batches and failures, each key is sent in the order of publication", async () => {
    const plan = fc.array(fc.record({
      key: fc.constantFrom("a", "b", "c"), priority: fc.constantFrom<Priority>(0, 1, 2, 3), wait: fc.constantFrom(0, 0, us(300), ms(3)),
      answer: fc.constantFrom("accept", "half", "break"),
    }), { maxLength: 120 });
    await fc.assert(fc.asyncProperty(plan, async (steps) => {
      const { publish, writes, accept, acceptPrefix, run, scheduler } = bus({ batch: 5 });
      const stored: string[] = [];
      let answered = 0;
      const answer = (how: string): void => {
        const write = writes[answered];
        if (write === undefined) return;
        answered++;
        const keep = how === "accept" ? write.entries.length : how === "half" ? write.entries.length >> 1 : 0;
        stored.push(...write.entries.slice(0, keep).map((entry) => fieldOf(entry, "topic")));
        if (how === "break") write.break(new StoreError("unknown", "reset"));
        else if (how === "half") acceptPrefix(write, keep, new StoreError("refused", "OOM"));
        else accept(write);
      };
      for (const [index, step] of steps.entries()) {
        await run(scheduler.now + step.wait, () => {
          publish(`${step.key}${String(index).padStart(4, "0")}`, step.priority, step.key);
          answer(step.answer);
        });
      }
      for (let turn = 0; turn < 1_000 && (answered < writes.length || turn < 3); turn++) {
        answer("accept");
        await run(scheduler.now + ms(60));
      }
      for (const key of ["a", "b", "c"]) {
        const published = steps.flatMap((step, index) => (step.key === key ? [`${key}${String(index).padStart(4, "0")}`] : []));
        expect(stored.filter((topic) => topic.startsWith(key))).toEqual(published);
      }
    }), { numRuns: 60 });
  });

  test("sequence numbers count from one in the order of sending, without holes, over drops and retries", async () => {
    const { publish, writes, accept, run } = bus({ LOW: { capacity: 2, highWater: 2, lowWater: 0, flushInterval: ms(5) } });
    await run(1, () => {
      publish("c", Priority.CRITICAL);
      for (let i = 0; i < 6; i++) publish(`l${i}`, Priority.LOW);
    });
    await run(ms(1), () => accept(writes[0]!));
    await run(ms(6), () => accept(writes[1]!));
    const sequences = writes.flatMap((write) => write.entries.map((entry) => Number(fieldOf(entry, "origin").split("-")[1])));
    expect(sequences).toEqual([1, 2, 3]);
  });
});
