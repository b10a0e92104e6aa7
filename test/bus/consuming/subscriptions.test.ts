import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMatching } from "../../../src/bus/matcher.ts";
import type { ConsumedMessage } from "../../../src/bus/message.ts";
import { Priority } from "../../../src/bus/priority.ts";
import { Subscriptions } from "../../../src/bus/subscriptions.ts";

const message = (topic: string, more: Partial<ConsumedMessage> = {}): ConsumedMessage => ({
  entry: { ms: 1, seq: 0 }, position: 0, topic, type: "QuoteTick", payload: new Uint8Array(), encoding: "json",
  priority: Priority.HIGH, key: topic, foreign: false, producer: "p", epoch: 1, sequence: 1,
  ...more,
});

describe("one call a subscription", () => {
  test("k overlapping subscriptions get exactly k calls, whatever the patterns", () => {
    const pattern = fc.constantFrom("data.*", "data.quotes.*", "*", "data.quotes.BTC", "d?ta.*.BTC", "orders.*");
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 12 }), fc.constantFrom("data.quotes.BTC", "data.bars.BTC", "orders.x"),
        (patterns, topic) => {
          const subscriptions = new Subscriptions(100);
          const calls = patterns.map(() => 0);
          patterns.forEach((each, at) => subscriptions.subscribe(each, () => void (calls[at] as number)++));
          void subscriptions.handle(message(topic));
          expect(calls).toEqual(patterns.map((each) => (isMatching(topic, each) ? 1 : 0)));
        },
      ),
    );
  });

  test("higher priorities are called first, equal ones in the order of subscription; the same pair again changes nothing", () => {
    const subscriptions = new Subscriptions(100);
    const order: string[] = [];
    const first = (): void => void order.push("first");
    subscriptions.subscribe("*", first);
    subscriptions.subscribe("*", () => void order.push("urgent"), { priority: 9 });
    subscriptions.subscribe("*", () => void order.push("second"));
    subscriptions.subscribe("*", first, { priority: 99 });
    void subscriptions.handle(message("t"));
    expect([order, subscriptions.size]).toEqual([["urgent", "first", "second"], 3]);
  });
});

describe("filters", () => {
  test("a filtered message reaches no handler and is counted, once for each subscription that filters it", () => {
    const subscriptions = new Subscriptions(100);
    const got: string[] = [];
    subscriptions.subscribe("*", ({ topic }) => void got.push(`no ticks ${topic}`), {
      typesFilter: ["QuoteTick", "TradeTick"],
    });
    subscriptions.subscribe("*", ({ topic }) => void got.push(`binance ${topic}`), {
      where: { key: "*.BINANCE", priority: "HIGH" },
    });
    void subscriptions.handle(message("a"));
    void subscriptions.handle(message("b", { type: "Bar", key: "BTC.BINANCE" }));
    void subscriptions.handle(message("c", { key: "BTC.BINANCE", priority: Priority.LOW }));
    expect(got).toEqual(["no ticks b", "binance b"]);
    expect(subscriptions.counts).toEqual({ calls: 2, filtered: 4, unmatched: 0 });
  });

  test("what no pattern matches is counted too", () => {
    const subscriptions = new Subscriptions(100);
    subscriptions.subscribe("data.*", () => {});
    void subscriptions.handle(message("orders.1"));
    expect(subscriptions.counts).toEqual({ calls: 0, filtered: 0, unmatched: 1 });
  });

  test("a filter on a field that no message has is an error when it is made", () => {
    const subscriptions = new Subscriptions(100);
    expect(() => subscriptions.subscribe("*", () => {}, { where: { topik: "x" } as object })).toThrow(
      "a filter asks for topik",
    );
    expect(subscriptions.size).toBe(0);
  });
});

describe("handlers", () => {
  test("one that throws does not keep the others from the message; when it comes again, only the one that failed gets it", async () => {
    const subscriptions = new Subscriptions(100);
    const calls: string[] = [];
    let failures = 2;
    subscriptions.subscribe("*", () => void calls.push("before"));
    subscriptions.subscribe("*", async () => {
      calls.push("failing");
      if (failures-- > 0) throw new Error("no");
    });
    subscriptions.subscribe("*", () => void calls.push("after"));
    const given = message("t");
    for (const outcome of ["rejected", "rejected", "fulfilled"]) {
      const settled = await Promise.allSettled([subscriptions.handle(given)]);
      expect(settled.map(({ status }) => status)).toEqual([outcome]);
    }
    expect(calls).toEqual(["before", "failing", "after", "failing", "failing"]);
  });

  test("never more than the limit are under way, and all have their turn", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), async (limit, count) => {
        const subscriptions = new Subscriptions(limit);
        const waiting: (() => void)[] = [];
        let [running, most, done] = [0, 0, 0];
        for (let i = 0; i < count; i++) {
          subscriptions.subscribe("*", async () => {
            most = Math.max(most, ++running);
            await new Promise<void>((resolve) => waiting.push(resolve));
            running--;
            done++;
          });
        }
        const handled = [subscriptions.handle(message("t"))];
        for (let turn = 0; done < 2 * count; turn++) {
          waiting.shift()?.();
          // A second message comes while slots are handed on.
          if (turn === 1) handled.push(subscriptions.handle(message("t")));
          await Promise.resolve();
        }
        await Promise.all(handled);
        expect([most <= limit, most >= Math.min(limit, count), done]).toEqual([true, true, 2 * count]);
      }),
    );
  });

  test("after unsubscribing there is no call: not of what waits for its turn, nor of what failed before", async () => {
    const subscriptions = new Subscriptions(1);
    let release = (): void => {};
    let calls = 0;
    const slow = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const other = (): void => void calls++;
    subscriptions.subscribe("*", slow);
    subscriptions.subscribe("*", other);
    const handled = subscriptions.handle(message("t"));
    expect(await subscriptions.unsubscribe("*", other)).toBe(true);
    let isOver = false;
    const over = subscriptions.unsubscribe("*", slow).then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    release();
    await Promise.all([over, handled]);
    await subscriptions.handle(message("t"));
    expect([calls, subscriptions.counts.unmatched, await subscriptions.unsubscribe("*", slow)]).toEqual([0, 1, false]);
  });
});
