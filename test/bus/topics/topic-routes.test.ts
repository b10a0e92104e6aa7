import { describe, expect, test } from "vitest";
import { Priority } from "../../../src/bus/priority.ts";
import { kindPriority, MESSAGE_KINDS } from "../../../src/bus/topics/message-kinds.ts";
import { parseTemplate } from "../../../src/bus/topics/topic-template.ts";
import { TopicRoutes } from "../../../src/bus/topics/topic-routes.ts";
import { priorityRule } from "../../../src/bus/wire/foreign-priority.ts";
import { EVENT_PRIORITY } from "../../../src/harness/feed.ts";
import { Instrument } from "../../../src/market/instrument.ts";

const { CRITICAL, HIGH, NORMAL, LOW } = Priority;

describe("the table of kinds", () => {
  test.each([
    ["commands.trading.BINANCE", "SubmitOrder", CRITICAL], ["execution.orders.submit.BINANCE.S", "", CRITICAL],
    ["execution.orders.modify.BINANCE.S", "", CRITICAL], ["execution.orders.cancel.BINANCE.S", "", CRITICAL],
    ["events.order.S-1", "OrderFilled", CRITICAL], ["events.order.S-1", "OrderRejected", CRITICAL],
    ["events.order.S-1", "OrderAccepted", HIGH], ["events.fills.BTCUSDT.BINANCE", "", CRITICAL],
    ["events.order_filled.I", "", CRITICAL], ["events.order_canceled.I", "", HIGH],
    ["reports.execution.BINANCE", "", HIGH], ["events.position.S-1", "", HIGH], ["events.account.A", "", NORMAL],
    ["risk.exposure", "", CRITICAL], ["risk.report.daily", "", NORMAL], ["execution.risk.check", "", HIGH],
    ["data.trades.V.S", "TradeTick", HIGH], ["data.book.deltas.V.S", "", HIGH], ["data.book.depth10.V.S", "", HIGH],
    ["data.quotes.V.S", "QuoteTick", NORMAL], ["data.bars.B", "Bar", NORMAL], ["data.status.V.S", "", CRITICAL],
    ["data.instrument.V.S", "", LOW], ["data.news.wire", "", LOW], ["signal.momentum", "", HIGH],
    ["data.SignalMomentum", "", HIGH], ["strategy.S-1.state", "", NORMAL], ["analytics.pnl", "", NORMAL],
    ["logs.node", "", LOW], ["health:heartbeat", "", LOW], ["my.own.topic", "Mine", NORMAL],
  ])('makes %s of type "%s" priority %d', (topic, type, priority) => {
    expect(new TopicRoutes().route(topic, type).priority).toBe(priority);
  });

  test("is what the feed, the readers of foreign streams and the bus go by", () => {
    expect(EVENT_PRIORITY).toEqual({
      status: kindPriority("status"), trade: kindPriority("trade"), snapshot: kindPriority("book"),
      delta: kindPriority("book"), quote: kindPriority("quote"), definition: kindPriority("instrument definition"),
    });
    const routes = new TopicRoutes();
    const foreign = priorityRule();
    const { topics } = new Instrument("BINANCE", "BTCUSDT", 0, 2, 5);
    const ofTopic = Object.fromEntries(
      Object.entries<string>({ ...topics }).map(([name, topic]) => [name, routes.route(topic, "").priority]),
    );
    expect(ofTopic).toEqual({
      trades: EVENT_PRIORITY.trade, quotes: EVENT_PRIORITY.quote, bookDeltas: EVENT_PRIORITY.delta,
      bookSnapshots: EVENT_PRIORITY.snapshot, status: EVENT_PRIORITY.status, definition: EVENT_PRIORITY.definition,
    });
    for (const { topics: templates } of MESSAGE_KINDS) {
      for (const [topic = "", type = ""] of templates.map((template) =>
        template.replace(/\{[^}]*\}/g, "X").split(" "),
      )) {
        expect([topic, foreign(topic, type)]).toEqual([topic, routes.route(topic, type).priority]);
      }
    }
  });

  test("has every row reached by its own topics: none stands behind a wider one", () => {
    const routes = new TopicRoutes();
    for (const { kind, topics } of MESSAGE_KINDS) {
      for (const template of topics) {
        const [topic = "", type = "Other"] = template.replace(/\{[^}]*\}/g, "X").split(" ");
        expect([template, routes.route(topic, type).kind]).toEqual([template, kind]);
      }
    }
  });

  test("ties what must keep its order to one key: the book of an instrument, the orders of an instrument, else the topic", () => {
    const routes = new TopicRoutes();
    const keys = (...topics: string[]) => topics.map((topic) => routes.route(topic, "").key);
    expect(keys("data.book.deltas.V.S", "data.book.snapshots.V.S", "data.status.V.S", "data.book.deltas.V.T")).toEqual([
      "book:V.S", "book:V.S", "book:V.S", "book:V.T",
    ]);
    expect(
      new Set(keys("execution.orders.submit.V.S", "execution.orders.modify.V.S", "execution.orders.cancel.V.S")).size,
    ).toBe(1);
    expect(keys("data.quotes.V.S", "my.topic")).toEqual(["data.quotes.V.S", "my.topic"]);
  });

  test("is changed by rows before it, and a part stands for one character at least", () => {
    const routes = new TopicRoutes([
      { kind: "mine", priority: CRITICAL, topics: ["data.quotes.{venue}.HOT Quote Tick"] },
      ...MESSAGE_KINDS,
    ]);
    expect([
      routes.route("data.quotes.V.HOT", "Tick"), routes.route("data.quotes.V.HOT", "Other"),
      routes.route("data.quotes..HOT", "Tick").kind,
    ]).toEqual([
      { kind: "mine", priority: CRITICAL, key: "data.quotes.V.HOT" },
      { kind: "quote", priority: NORMAL, key: "data.quotes.V.HOT" }, "quote",
    ]);
    expect(routes.route("logs.", "").kind).toBeUndefined();
  });

  test("has names once, and templates that begin with a text", () => {
    const names = MESSAGE_KINDS.map(({ kind }) => kind);
    expect(new Set(names).size).toBe(names.length);
    for (const { topics } of MESSAGE_KINDS)
      for (const topic of topics) expect(parseTemplate(topic).prefix.length).toBeGreaterThan(3);
  });
});

test("more topics than are remembered are still looked up right", () => {
  const routes = new TopicRoutes();
  for (let i = 0; i < 70_000; i++) routes.route(`logs.${i}`, "");
  expect([routes.route("logs.1", "").priority, routes.route("data.trades.V.S", "").priority]).toEqual([LOW, HIGH]);
});
