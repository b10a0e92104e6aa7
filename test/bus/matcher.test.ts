import { readFileSync, existsSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TopicDispatcher } from "../../src/bus/dispatcher.ts";
import { isMatching } from "../../src/bus/matcher.ts";

const CASES = path.resolve(import.meta.dirname, "../../../shared/reference/nautilus-matching-cases.json");
const present = existsSync(CASES);

describe("matching", () => {
  test.each([
    ["data.quotes.BINANCE.BTCUSDT", "data.*", true],
    ["data", "data.*", false],
    ["data.", "data.*", true],
    ["data.trades.BINANCE.ETHUSDT", "data.trades.*.ETH????", true],
    ["data.trades.BINANCE.ETHUSDT", "data.quotes.*", false],
    ["a+b", "a+b", true],
    ["aab", "a+b", false],
    ["é", "?", false],
    ["é", "??", true],
    ["", "*", true],
    ["", "", true],
    ["a", "", false],
    ["a*b", "a*", false],
  ])("%s against %s is %s", (topic, pattern, expected) => expect(isMatching(topic, pattern)).toBe(expected));

  test("agrees with a regular expression over bytes on topics without wildcards", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "é"), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?", "é"), maxLength: 10 });
    fc.assert(fc.property(text, pattern, (topic, glob) => {
      const bytes = (value: string): string => Buffer.from(value, "utf8").toString("latin1");
      const expression = bytes(glob).replace(/[.]/g, "\\.").replace(/\*/g, "[^]*").replace(/\?/g, "[^]");
      expect(isMatching(topic, glob)).toBe(new RegExp(`^${expression}$`).test(bytes(topic)));
    }), { numRuns: 2_000 });
  });

  test("a pattern of many stars takes no exponential time", () => {
    expect(isMatching("a".repeat(2_000), `${"*a".repeat(50)}*b`)).toBe(false);
  });

  test.skipIf(!present)(
    `all of NautilusTrader's cases${present ? "" : " (SKIPPED: no table of cases at ../shared/reference)"}`,
    () => {
      const cases = JSON.parse(readFileSync(CASES, "utf8")) as { topic: string; pattern: string; expected: boolean }[];
      expect(cases.length).toBe(152);
      expect(cases.filter(({ topic, pattern, expected }) => isMatching(topic, pattern) !== expected)).toEqual([]);
    },
  );
});

describe("dispatch", () => {
  test("every matching subscription is called once, by priority and then in the order of subscription", () => {
    const dispatcher = new TopicDispatcher<number>();
    const called: string[] = [];
    for (const [name, pattern, priority] of [
      ["a", "data.*", 0], ["b", "*", 5], ["c", "data.x", 0], ["d", "other", 9], ["e", "data.?", 5],
    ] as const) {
      dispatcher.subscribe(pattern, () => void called.push(name), priority);
    }
    expect(dispatcher.publish("data.x", 1)).toBe(4);
    expect(called).toEqual(["b", "e", "a", "c"]);
  });

  test("subscribing twice changes nothing; unsubscribing ends the calls at once", () => {
    const dispatcher = new TopicDispatcher<number>();
    let calls = 0;
    const handler = (): void => void calls++;
    dispatcher.subscribe("a.*", handler);
    dispatcher.subscribe("a.*", handler, 7);
    dispatcher.publish("a.b", 1);
    expect(calls).toBe(1);
    expect(dispatcher.unsubscribe("a.*", handler)).toBe(true);
    expect(dispatcher.unsubscribe("a.*", handler)).toBe(false);
    expect(dispatcher.publish("a.b", 1)).toBe(0);
  });

  test("a late subscription hears topics that were published before", () => {
    const dispatcher = new TopicDispatcher<string>();
    const heard: string[] = [];
    dispatcher.publish("a", "lost");
    dispatcher.subscribe("*", (message) => void heard.push(message));
    dispatcher.publish("a", "kept");
    expect(heard).toEqual(["kept"]);
  });

  test("changes made by a handler count from the next publication", () => {
    const dispatcher = new TopicDispatcher<number>();
    const called: string[] = [];
    const second = (): void => void called.push("second");
    dispatcher.subscribe("t", () => {
      called.push("first");
      dispatcher.unsubscribe("t", second);
      dispatcher.subscribe("t", () => void called.push("third"));
    });
    dispatcher.subscribe("t", second);
    dispatcher.publish("t", 1);
    expect(called).toEqual(["first", "second"]);
  });
});
