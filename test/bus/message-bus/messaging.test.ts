import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { MessageBus } from "../../../src/bus/message-bus/message-bus.ts";
import { withMessaging } from "../../../src/bus/message-bus/messaging.ts";
import { Priority } from "../../../src/bus/priority.ts";
import { busWorld } from "../factory/bus-world.ts";

class Strategy {
  readonly name = "S-1";
  readonly heard: string[] = [];
}

/** What a strategy does in its life; nothing in it knows what stands behind the bus. */
function live(strategy: Strategy, bus: MessageBus<string>) {
  const { messaging } = withMessaging(strategy, bus);
  const hear = (message: string): void => void strategy.heard.push(message);
  messaging.subscribe("data.*.V.*", hear);
  messaging.subscribe("data.*.V.*", hear);
  messaging.subscribeToPortfolio(hear);
  bus.publish("data.quotes.V.S", "QuoteTick:1");
  messaging.publishSignal("momentum", "Signal:up");
  messaging.publishOrderEvent(strategy.name, "OrderFilled:1");
  messaging.publishOrderEvent(strategy.name, "OrderAccepted:1");
  messaging.publishRiskEvent("exposure", "RiskAlert:1");
  messaging.publishState(strategy.name, "State:1");
  bus.publish("portfolio.A-1", "Portfolio:1");
  const unknown = messaging.unsubscribe("data.*", hear);
  messaging.end();
  bus.publish("data.quotes.V.S", "QuoteTick:2");
  return { heard: strategy.heard, counts: messaging.counts, unknown, topics: bus.topics() };
}

const EXPECTED = {
  heard: ["QuoteTick:1", "Portfolio:1"], counts: { signals: 1, orderEvents: 2, riskEvents: 1, states: 1, received: 2 },
  unknown: false, topics: [],
};

describe("a strategy", () => {
  test("does on the standard bus what it does on the enhanced bus", async () => {
    expect(live(new Strategy(), new MessageBus<string>({ traderId: "T" }))).toEqual(EXPECTED);
    const { play, create, read } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG);
      expect(live(new Strategy(), managed.bus)).toEqual(EXPECTED);
      await managed.stop();
    });
    const urgency = new Map(read(DEFAULT_CONFIG.stream).map(({ type, priority }) => [type, priority]));
    expect(Object.fromEntries(urgency)).toEqual({
      Signal: Priority.HIGH, OrderFilled: Priority.CRITICAL, OrderAccepted: Priority.HIGH, RiskAlert: Priority.CRITICAL,
      State: Priority.NORMAL, QuoteTick: Priority.NORMAL, Portfolio: Priority.NORMAL,
    });
  });

  test("that is given messaging twice has it once", () => {
    const bus = new MessageBus<string>({ traderId: "T" });
    const once = withMessaging(new Strategy(), bus);
    const { messaging } = once;
    expect([withMessaging(once, bus), withMessaging(withMessaging(once, bus), bus).messaging]).toEqual([
      once, messaging,
    ]);
    expect(() => withMessaging(once, new MessageBus<string>({ traderId: "U" }))).toThrow(
      expect.objectContaining({ code: "E_BUS" }),
    );
    expect(() => withMessaging({ messaging: "telephone" }, bus)).toThrow(expect.objectContaining({ code: "E_BUS" }));
  });

  test("is not counted for what the bus refused", () => {
    const { messaging } = withMessaging(new Strategy(), new MessageBus<string>({ traderId: "T" }));
    expect(() => messaging.publishSignal("*", "x")).toThrow(expect.objectContaining({ code: "E_TOPIC" }));
    expect(messaging.counts.signals).toBe(0);
  });
});
