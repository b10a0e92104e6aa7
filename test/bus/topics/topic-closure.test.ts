import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMatching } from "../../../src/bus/matcher.ts";
import { TopicDispatcher } from "../../../src/bus/dispatcher.ts";
import type { ConsumedMessage } from "../../../src/bus/message.ts";
import { MESSAGE_KINDS } from "../../../src/bus/topics/message-kinds.ts";
import { includesPattern, overlaps } from "../../../src/bus/topics/pattern-order.ts";
import { checkTopicClosure } from "../../../src/bus/topics/topic-closure.ts";
import { DataEngine } from "../../../src/engines/data-engine.ts";
import { Instrument } from "../../../src/market/instrument.ts";
import { Instruments } from "../../../src/market/instruments.ts";

describe("publishers and subscribers", () => {
  test("meet when each topic is within a pattern and each pattern touches a topic", () => {
    expect(
      checkTopicClosure({ published: ["data.quotes.{venue}.{symbol}", "system"], subscribed: ["data.*", "system"] }),
    ).toEqual({ closed: true, unheard: [], partlyHeard: [], idle: [] });
  });

  test("that miss each other are named: what is unheard, what is heard in part, and which patterns are idle", () => {
    expect(checkTopicClosure({
      published: ["data.ticks.{instrument}", "data.quotes.{venue}.{symbol}", "orders.{id}"],
      subscribed: ["data.tick.*", "data.quotes.BINANCE.*", "data.quotes.*.BTC", "trading.*", "orders.*"],
    })).toEqual({
      closed: false,
      unheard: ["data.ticks.{instrument}"],
      partlyHeard: [{ topic: "data.quotes.{venue}.{symbol}", by: ["data.quotes.BINANCE.*", "data.quotes.*.BTC"] }],
      idle: ["data.tick.*", "trading.*"],
    });
  });

  test("of the origin design do not meet, which is what this is for", () => {
    const { unheard, idle } = checkTopicClosure({
      published: ["data.ticks.{instrument}", "execution.orders.submit.{instrument}", "risk.{alert}"],
      subscribed: ["data.tick.*.X", "orders.*.V.*", "executions.V.*", "trading.*", "market-data.*", "risk.*"],
    });
    expect([unheard.length, idle.length]).toEqual([2, 5]);
  });

  test("of wavetank meet: what a venue's feed publishes is what the engine listens to", () => {
    const subscribed: string[] = [];
    class Listening extends TopicDispatcher<ConsumedMessage> {
      override subscribe(pattern: string): void {
        subscribed.push(pattern);
      }
    }
    new DataEngine(new Instruments()).listen(new Listening(), () => {});
    const published = Object.values(new Instrument("BINANCE", "{symbol}", 0, 2, 5).topics);
    expect(published.length).toBe(6);
    expect(checkTopicClosure({ published, subscribed })).toEqual({
      closed: true, unheard: [], partlyHeard: [], idle: [],
    });
  });

  test("of NautilusTrader meet: each of its components' patterns finds a topic of the table of kinds, and each topic one of the families", () => {
    const published = MESSAGE_KINDS.flatMap(({ topics }) => topics.map((topic) => topic.split(" ")[0] ?? ""));
    const components = [
      "events.order.*", "events.position.*", "data.quotes.*", "data.mark_prices.*", "data.bars.*EXTERNAL",
      "data.Signal*", "data.book.deltas.*",
    ];
    const families = [
      "data.*", "events.*", "commands.*", "snapshots*", "reports.*", "reconciliation.*", "historical.*",
      "health:heartbeat", "risk.*", "execution.*", "alerts.*", "signal.*", "portfolio.*", "strategy.*", "analytics.*",
      "logs.*", "debug.*",
    ];
    expect(checkTopicClosure({ published, subscribed: [...components, ...families] })).toMatchObject({ closed: true });
    expect(checkTopicClosure({ published, subscribed: families.slice(1) }).unheard).toContain(
      "data.trades.{instrument}",
    );
  });
});

describe("patterns", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  /** All texts of up to six letters, one of which no pattern has. */
  const texts = [""];
  for (let at = 0; (texts[at] ?? "").length < 6; at++)
    for (const letter of ["a", "b", "z"]) texts.push(`${texts[at]}${letter}`);
  const matched = (wanted: string): string[] => texts.filter((text) => isMatching(text, wanted));

  test("include each other exactly when every text that the one matches is matched by the other", () => {
    fc.assert(fc.property(pattern, pattern, (outer, inner) => {
      expect(includesPattern(outer, inner)).toBe(matched(inner).every((text) => isMatching(text, outer)));
    }), { numRuns: 150 });
  });

  test("overlap exactly when some text is matched by both", () => {
    fc.assert(fc.property(pattern, pattern, (left, right) => {
      // Two patterns of five characters that overlap do so within ten; most within six.
      const found = matched(left).some((text) => isMatching(text, right));
      if (found || left.length + right.length <= 6) expect(overlaps(left, right)).toBe(found);
      expect(overlaps(left, right)).toBe(overlaps(right, left));
    }), { numRuns: 150 });
  });

  test("of great length are compared within bounds", () => {
    const long = "*a".repeat(200);
    expect([includesPattern(long, long), overlaps(long, `b${long}`)]).toEqual([true, true]);
  });
});
