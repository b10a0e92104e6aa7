import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Backing, BusSerializer } from "../../../src/bus/message-bus/backing.ts";
import { MessageBus, type MessageBusOptions } from "../../../src/bus/message-bus/message-bus.ts";
import { describeProblem, type BusProblem } from "../../../src/bus/message-bus/problem.ts";
import { isMatching } from "../../../src/bus/matcher.ts";
import { busContract } from "./contract.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (array: Uint8Array): string => new TextDecoder().decode(array);

/** Texts with a colon have the part before it as their type. */
const serializer: BusSerializer<string> = {
  typeOf: (message) => (message.includes(":") ? message.split(":")[0] : undefined),
  serialize: (message) => ({ payload: bytes(message), encoding: "text" }),
  deserialize: (_type, payload) => text(payload),
};

function rig(options: Partial<MessageBusOptions<string>> = {}) {
  const problems: BusProblem[] = [];
  const bus = new MessageBus<string>({
    traderId: "TRADER-001", onProblem: (problem) => problems.push(problem),
    ...options,
  });
  return { bus, problems };
}

function recorded() {
  const log: string[] = [];
  const state = { open: true };
  const backing: Backing<string> = {
    get open() {
      return state.open;
    },
    publish: ({ topic, type, payload, encoding, priority, key }) => {
      if (text(payload).endsWith("much")) return "full";
      log.push(`${topic} ${type} ${text(payload)} ${encoding} ${priority} ${key}`);
      return undefined;
    },
    close: async () => void (state.open = false),
  };
  return { backing, log, state };
}

busContract("the bus in the process", (body) => body(rig()));

describe("the order of equals", () => {
  test("in rust order is that of the patterns' bytes and then of the handlers' ids", () => {
    const { bus } = rig({ order: "rust" });
    const got: string[] = [];
    bus.subscribe("data.quotes.*", () => got.push("quotes 1"), 0, "1");
    bus.subscribe("data.*.BINANCE.*", () => got.push("binance 3"), 0, "3");
    bus.subscribe("data.quotes.*", () => got.push("quotes 0"), 0, "0");
    bus.subscribe("data.*", () => got.push("urgent"), 1, "9");
    bus.publish("data.quotes.BINANCE.ETHUSDT", "");
    expect(got).toEqual(["urgent", "binance 3", "quotes 0", "quotes 1"]);
  });
});

describe("the choices", () => {
  test("errors propagate when asked to: the rest is not called and nothing is counted", () => {
    const { bus } = rig({ handlerErrors: "propagate" });
    const got: string[] = [];
    bus.subscribe("a", () => {
      throw new Error("cannot");
    });
    bus.subscribe("a", (message) => got.push(message));
    expect(() => bus.publish("a", "x")).toThrow("cannot");
    expect([got, bus.pubCount]).toEqual([[], 0]);
  });

  test("topics with wildcards are published where they are allowed", () => {
    const { bus } = rig({ wildcardTopics: "allow" });
    const got: string[] = [];
    bus.subscribe("data.MyType*", (message) => got.push(message));
    bus.publish("data.MyType*", "x");
    expect(got).toEqual(["x"]);
  });

  test("plain stars match stars, which NautilusTrader's do not", () => {
    const topics = (literalStars: "nautilus" | "plain"): number => {
      const { bus } = rig({ literalStars });
      bus.subscribe("*.*.BINANCE.*", () => {});
      return bus.subscriptions("*").length;
    };
    expect([topics("nautilus"), topics("plain")]).toEqual([0, 1]);
  });
});

describe("the world outside", () => {
  test("what has a type goes to the handlers, then to the backing, then to the listeners, as the same bytes", () => {
    const { backing, log } = recorded();
    const { bus } = rig({ serializer, backing });
    bus.subscribe("a", (message) => log.push(`handler ${message}`));
    bus.addListener({
      isClosed: () => false, publish: (topic, payload) => void log.push(`listener ${topic} ${text(payload)}`),
    });
    bus.addListener({ isClosed: () => true, publish: () => void log.push("closed listener") });
    bus.publish("a", "Quote:1", true, { priority: 3, key: "BTC" });
    bus.publish("a", "untyped");
    expect(log).toEqual(["handler Quote:1", "a Quote Quote:1 text 3 BTC", "listener a Quote:1", "handler untyped"]);
  });

  test("filtered types, publications kept inside, and a closed backing send nothing out", async () => {
    const { backing, log } = recorded();
    const { bus } = rig({ serializer, backing, typesFilter: ["Quote"] });
    bus.publish("a", "Quote:1");
    bus.publish("a", "Trade:1", false);
    bus.publish("a", "Trade:2");
    await bus.dispose();
    bus.publish("a", "Trade:3");
    expect(log).toEqual(["a Trade Trade:2 text 1 a"]);
  });

  test("messages of streaming types come in, once, and do not go out again", () => {
    const { backing, log } = recorded();
    const { bus } = rig({ serializer, backing });
    const got: string[] = [];
    bus.subscribe("*", (message) => got.push(message));
    bus.addStreamingType("Quote");
    expect([bus.republish("a", "Quote", bytes("Quote:1")), bus.republish("a", "Trade", bytes("Trade:1"))]).toEqual([
      true, false,
    ]);
    expect([got, log, bus.streamingTypes(), bus.isStreamingType("Trade")]).toEqual([["Quote:1"], [], ["Quote"], false]);
  });

  test("a message goes out as urgently as its kind, unless the publisher says otherwise", () => {
    const { backing, log } = recorded();
    const { bus } = rig({ serializer, backing });
    bus.publish("data.trades.V.S", "Trade:1");
    bus.publish("data.trades.V.S", "Trade:2", true, { priority: 3 });
    bus.publish("data.book.deltas.V.S", "Deltas:1");
    expect(log).toEqual([
      "data.trades.V.S Trade Trade:1 text 2 data.trades.V.S", "data.trades.V.S Trade Trade:2 text 3 data.trades.V.S",
      "data.book.deltas.V.S Deltas Deltas:1 text 2 book:V.S",
    ]);
  });

  test("what the backing does not take is reported with its reason, and the handlers have it all the same", () => {
    const { backing, log } = recorded();
    const { bus, problems } = rig({ serializer, backing });
    const got: string[] = [];
    bus.subscribe("a", (message) => got.push(message));
    bus.publish("a", "Quote:too much");
    expect([got, log]).toEqual([["Quote:too much"], []]);
    expect(problems.map(describeProblem)).toEqual(["a message on a was not sent: full"]);
  });

  test("a backing's own serializer goes before that of the bus", () => {
    const { backing, log } = recorded();
    const own: BusSerializer<string> = {
      ...serializer,
      serialize: (message) => ({ payload: bytes(message.toUpperCase()), encoding: "loud" }),
    };
    const { bus } = rig({ serializer, backing: { ...backing, open: true, serializer: own } });
    bus.publish("a", "Quote:x");
    expect(log).toEqual(["a Quote QUOTE:X loud 1 a"]);
    bus.exchangeBacking(backing);
    bus.publish("a", "Bar:x");
    expect(log[1]).toBe("a Bar Bar:x text 1 a");
  });

  test("who delivers until it is handled is told which handlers threw, and calls only those again", () => {
    const { bus } = rig();
    const got: string[] = [];
    let failing = true;
    const flaky = (message: string): void => {
      got.push(`flaky ${message}`);
      if (failing) throw new Error("not yet");
    };
    bus.subscribe("a", flaky, 1);
    bus.subscribe("a", (message) => got.push(`steady ${message}`));
    const failures = bus.serve("a", "m");
    failing = false;
    expect(bus.serve("a", "m", failures.map(({ handler }) => handler))).toEqual([]);
    bus.unsubscribe("a", flaky);
    expect(bus.serve("a", "m", [flaky])).toEqual([]);
    expect([failures.map(({ handler }) => handler), got, bus.pubCount]).toEqual([
      [flaky], ["flaky m", "steady m", "flaky m"], 1,
    ]);
  });

  test("a listener that throws is reported", () => {
    const { bus, problems } = rig({ serializer });
    bus.addListener({
      isClosed: () => false,
      publish: () => {
        throw new Error("full");
      },
    });
    bus.publish("a", "Quote:1");
    expect(problems.map(describeProblem)).toEqual(["a listener failed at a: Error: full"]);
  });
});

test("any history of subscriptions dispatches as a list searched anew each time would", () => {
  const topic = fc.constantFrom("a", "a.b", "a.b.c", "b", "b.c");
  const pattern = fc.constantFrom("*", "a*", "a.*", "?.b", "b", "a.b", "*.c", "a.?.c");
  const step = fc.oneof(
    fc.record({ kind: fc.constant("subscribe"), pattern, handler: fc.nat({ max: 5 }), priority: fc.nat({ max: 2 }) }),
    fc.record({ kind: fc.constant("unsubscribe"), pattern, handler: fc.nat({ max: 5 }), priority: fc.constant(0) }),
    fc.record({ kind: fc.constant("publish"), pattern: topic, handler: fc.constant(0), priority: fc.constant(0) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const { bus } = rig();
    const got: number[] = [];
    const handlers = Array.from({ length: 6 }, (_, i) => (): void => void got.push(i));
    let model: { pattern: string; handler: number; priority: number }[] = [];
    for (const { kind, pattern: name, handler, priority } of steps) {
      const same = (held: { pattern: string; handler: number }): boolean =>
        held.pattern === name && held.handler === handler;
      if (kind === "subscribe") {
        bus.subscribe(name, handlers[handler]!, priority);
        if (!model.some(same)) model.push({ pattern: name, handler, priority });
      } else if (kind === "unsubscribe") {
        bus.unsubscribe(name, handlers[handler]!);
        model = model.filter((held) => !same(held));
      } else {
        got.length = 0;
        bus.publish(name, "");
        const expected = [2, 1, 0].flatMap((level) =>
          model.filter((held) => held.priority === level && isMatching(name, held.pattern)),
        );
        expect(got).toEqual(expected.map((held) => held.handler));
      }
    }
  }));
});

const CASES = path.resolve(import.meta.dirname, "../../../../shared/reference/nautilus-matching-cases.json");
const present = existsSync(CASES);

test.skipIf(!present)(
  `all of NautilusTrader's matching cases, through subscriptions${present ? "" : " (SKIPPED: no table of cases at ../shared/reference)"}`,
  () => {
    const cases = JSON.parse(readFileSync(CASES, "utf8")) as { topic: string; pattern: string; expected: boolean }[];
    const usable = cases.filter(({ topic, pattern }) => topic.trim() !== "" && pattern.trim() !== "");
    expect(usable.length).toBeGreaterThan(140);
    const wrong = usable.filter(({ topic, pattern, expected }) => {
      const { bus } = rig({ wildcardTopics: "allow" });
      let called = false;
      bus.subscribe(pattern, () => (called = true));
      bus.publish(topic, "");
      return called !== expected;
    });
    expect(wrong).toEqual([]);
  },
);
