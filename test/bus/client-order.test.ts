import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Priority } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, us } from "../../src/kernel/time.ts";
import { bus } from "../support/bus-rig.ts";
import { fieldOf } from "../support/scripted-store.ts";

describe("classes", () => {
  test("a flush serves the most urgent class first and leaves every lower class that is due a share", async () => {
    const { publish, writes, accept, run } = bus({
      batch: 64, CRITICAL: { flushInterval: us(1) }, LOW: { flushInterval: us(1) }, NORMAL: { flushInterval: us(1) },
    });
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
    const { publish, writes, accept, run } = bus({
      batch: 64, LOW: { flushInterval: us(1) }, CRITICAL: { capacity: 10_000, highWater: 9_000 },
    });
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
      shares.push(
        writes[shares.length + 1]!.entries.filter((entry) => fieldOf(entry, "topic").startsWith("low")).length,
      );
      left -= shares.at(-1) ?? 0;
    }
    expect(shares).toEqual(Array.from({ length: 10 }, () => 2));
  });

  test("when no drop could make enough room the class refuses, and drops nothing in vain", async () => {
    const { publish, run, log, accept, writes } = bus({
      NORMAL: { capacity: 3, highWater: 2, lowWater: 0, overflow: "drop-oldest" }, batch: 10,
    });
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
    const small = { capacity: 3, highWater: 2, lowWater: 0, flushInterval: ms(100) };
    const { publish, run, log, client } = bus({
      HIGH: { ...small, overflow: "refuse" }, LOW: { ...small, overflow: "drop-oldest" }, batch: 4,
    });
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
    const plan = fc.array(
      fc.record({
        key: fc.constantFrom("a", "b", "c"), priority: fc.constantFrom<Priority>(0, 1, 2, 3),
        wait: fc.constantFrom(0, 0, us(300), ms(3)), answer: fc.constantFrom("accept", "half", "break"),
      }),
      { maxLength: 120 },
    );
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
        const published = steps.flatMap((step, index) =>
          step.key === key ? [`${key}${String(index).padStart(4, "0")}`] : [],
        );
        expect(stored.filter((topic) => topic.startsWith(key))).toEqual(published);
      }
    }), { numRuns: 60 });
  });

  test("sequence numbers count from one in the order of sending, without holes, over drops and retries", async () => {
    const { publish, writes, accept, run } = bus({
      LOW: { capacity: 2, highWater: 1, lowWater: 0, flushInterval: ms(5) },
    });
    await run(1, () => {
      publish("c", Priority.CRITICAL);
      for (let i = 0; i < 6; i++) publish(`l${i}`, Priority.LOW);
    });
    await run(ms(1), () => accept(writes[0]!));
    await run(ms(6), () => accept(writes[1]!));
    const sequences = writes.flatMap((write) =>
      write.entries.map((entry) => Number(fieldOf(entry, "origin").split("-")[1])),
    );
    expect(sequences).toEqual([1, 2, 3]);
  });
});
