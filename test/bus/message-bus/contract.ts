import { describe, expect, test } from "vitest";
import type { MessageBus } from "../../../src/bus/message-bus/message-bus.ts";
import type { BusProblem } from "../../../src/bus/message-bus/problem.ts";

/** A bus of texts, and the problems that it has reported. */
export interface BusUnderTest {
  readonly bus: MessageBus<string>;
  readonly problems: readonly BusProblem[];
}

/** Runs a test's body with a bus of its own, from its start to its end. */
export type BusRun = (body: (under: BusUnderTest) => void | Promise<void>) => void | Promise<void>;

/**
 * What every bus owes to the components of a trading node, whatever stands behind it; left out, with the reason, where
 * it cannot run.
 */
export function busContract(name: string, run: BusRun, absence?: string): void {
  const suffix = absence === undefined ? "" : ` (SKIPPED: ${absence})`;
  describe.skipIf(absence !== undefined)(`${name}: topics${suffix}`, () => {
    test("a message reaches every handler whose pattern matches its topic, once", () => run(({ bus }) => {
      const got: string[] = [];
      for (const pattern of ["data.quotes.BINANCE.BTCUSDT", "data.*", "data.quotes.*.BTC????", "events.*"]) {
        bus.subscribe(pattern, (message) => got.push(`${pattern} ${message}`));
      }
      bus.publish("data.quotes.BINANCE.BTCUSDT", "tick");
      expect(got).toEqual(["data.quotes.BINANCE.BTCUSDT tick", "data.* tick", "data.quotes.*.BTC???? tick"]);
    }));

    test("higher priorities are called first, equal ones in the order of subscription", () => run(({ bus }) => {
      const got: string[] = [];
      bus.subscribe("a", () => got.push("first of 0"));
      bus.subscribe("*", () => got.push("first of 10"), 10);
      bus.subscribe("a*", () => got.push("second of 0"));
      bus.subscribe("a", () => got.push("second of 10"), 10);
      bus.publish("a", "");
      expect(got).toEqual(["first of 10", "second of 10", "first of 0", "second of 0"]);
    }));

    test("a pattern that is subscribed late gets topics that were published before", () => run(({ bus }) => {
      const got: string[] = [];
      bus.publish("a.b", "early");
      bus.subscribe("a.*", (message) => got.push(message));
      bus.publish("a.b", "late");
      expect(got).toEqual(["late"]);
    }));

    test("the same handler on the same topic is subscribed once and keeps its priority", () =>
      run(({ bus, problems }) => {
        const got: string[] = [];
        const again = (): void => void got.push("again");
        bus.subscribe("a", again);
        bus.subscribe("a", () => got.push("other"), 5);
        bus.subscribe("a", again, 9);
        bus.publish("a", "");
        expect(got).toEqual(["other", "again"]);
        expect(problems).toEqual([{ kind: "duplicate-subscription", topic: "a" }]);
      }));

    test("a publication goes to the handlers there were when it began", () => run(({ bus }) => {
      const got: string[] = [];
      const second = (message: string): void => void got.push(`second ${message}`);
      bus.subscribe("a", (message) => {
        got.push(`first ${message}`);
        bus.unsubscribe("a", second);
        bus.subscribe("a", (late) => got.push(`third ${late}`));
      }, 1);
      bus.subscribe("a", second);
      bus.publish("a", "1");
      bus.publish("a", "2");
      expect(got).toEqual(["first 1", "second 1", "first 2", "third 2"]);
    }));

    test("a handler that publishes is finished before the next handler is called", () => run(({ bus }) => {
      const got: string[] = [];
      bus.subscribe("outer", () => {
        got.push("before");
        bus.publish("inner", "");
        got.push("after");
      });
      bus.subscribe("inner", () => got.push("inside"));
      bus.subscribe("outer", () => got.push("next"));
      bus.publish("outer", "");
      expect(got).toEqual(["before", "inside", "after", "next"]);
    }));

    test("a handler that throws is reported, and the others are called", () => run(({ bus, problems }) => {
      const got: string[] = [];
      const error = new Error("cannot");
      bus.subscribe("a", () => {
        throw error;
      });
      bus.subscribe("a", (message) => got.push(message));
      bus.publish("a", "message");
      expect(got).toEqual(["message"]);
      expect(problems).toEqual([{ kind: "handler-failed", topic: "a", error }]);
      expect(bus.pubCount).toBe(1);
    }));

    test("after unsubscribe nothing more is called; unsubscribing twice is reported", () => run(({ bus, problems }) => {
      const got: string[] = [];
      const handler = (message: string): void => void got.push(message);
      bus.subscribe("a.*", handler);
      bus.publish("a.b", "1");
      bus.unsubscribe("a.*", handler);
      bus.publish("a.b", "2");
      bus.unsubscribe("a.*", handler);
      expect(got).toEqual(["1"]);
      expect(problems).toEqual([{ kind: "no-subscription", topic: "a.*" }]);
    }));

    test.each([["data.*"], ["a?"], [""], ["  "]])(
      'a publication on the topic "%s" is refused, and nobody is called',
      (topic) =>
        run(({ bus }) => {
          const got: string[] = [];
          bus.subscribe("*", (message) => got.push(message));
          expect(() => bus.publish(topic, "x")).toThrow(expect.objectContaining({ code: "E_TOPIC" }));
          expect([got, bus.pubCount]).toEqual([[], 0]);
        }),
    );

    test.each([[-1], [0.5], [Number.NaN], [2 ** 32]])("the priority %d is refused", (priority) => run(({ bus }) => {
      expect(() => bus.subscribe("a", () => {}, priority)).toThrow(expect.objectContaining({ code: "E_PRIORITY" }));
    }));

    test("topics are listed sorted and once; subscriptions by what matches their own topic", () => run(({ bus }) => {
      const handler = (): void => {};
      bus.subscribe("system", handler);
      bus.subscribe("data.quotes.*", handler);
      bus.subscribe("system", () => {});
      expect(bus.topics()).toEqual(["data.quotes.*", "system"]);
      expect(bus.subscriptions("sys*").map(({ topic }) => topic)).toEqual(["system", "system"]);
      expect([bus.hasSubscribers("data.quotes.BINANCE"), bus.hasSubscribers("data*"), bus.hasSubscribers()]).toEqual([
        false, true, true,
      ]);
      expect([bus.isSubscribed("system", handler), bus.isSubscribed("systems", handler)]).toEqual([true, false]);
    }));
  });

  describe.skipIf(absence !== undefined)(`${name}: endpoints and requests${suffix}`, () => {
    test("a message that is sent reaches its endpoint and nobody else", () => run(({ bus }) => {
      const got: string[] = [];
      bus.register("ExecEngine.execute", (message) => got.push(`exec ${message}`));
      bus.register("RiskEngine.execute", (message) => got.push(`risk ${message}`));
      bus.send("RiskEngine.execute", "order");
      expect(got).toEqual(["risk order"]);
      expect([bus.endpoints(), bus.sentCount]).toEqual([["ExecEngine.execute", "RiskEngine.execute"], 1]);
    }));

    test("an endpoint that is missing is reported and not counted", () => run(({ bus, problems }) => {
      bus.send("nobody", "x");
      bus.request("nobody", { id: "r", data: "x", callback: () => {} });
      expect(problems).toEqual([
        { kind: "no-endpoint", endpoint: "nobody" }, { kind: "no-endpoint", endpoint: "nobody" },
      ]);
      expect([bus.sentCount, bus.reqCount, bus.isPendingRequest("r")]).toEqual([0, 0, false]);
    }));

    test("a name is registered once, and deregistered by its own handler only", () => run(({ bus }) => {
      const handler = (): void => {};
      bus.register("e", handler);
      const refused = expect.objectContaining({ code: "E_ENDPOINT" });
      expect(() => bus.register("e", () => {})).toThrow(refused);
      expect(() => bus.registerRequests("e", () => {})).toThrow(refused);
      expect(() => bus.deregister("e", () => {})).toThrow(refused);
      expect(() => bus.deregister("f", handler)).toThrow(refused);
      bus.deregister("e", handler);
      bus.register("e", () => {});
      expect(bus.endpoints()).toEqual(["e"]);
    }));

    test("a response reaches the callback of its request, once", () => run(({ bus, problems }) => {
      const got: string[] = [];
      bus.registerRequests("DataEngine.request", ({ id, data }) => got.push(`${id} asks ${data}`));
      bus.request("DataEngine.request", { id: "7", data: "bars", callback: ({ data }) => got.push(data) });
      bus.request("DataEngine.request", { id: "7", data: "again" });
      expect(bus.isPendingRequest("7")).toBe(true);
      bus.response({ correlationId: "7", data: "answer" });
      bus.response({ correlationId: "7", data: "twice" });
      expect(got).toEqual(["7 asks bars", "answer"]);
      expect(problems).toEqual([
        { kind: "duplicate-request", requestId: "7" }, { kind: "no-request", correlationId: "7" },
      ]);
      expect([bus.reqCount, bus.resCount, bus.isPendingRequest("7")]).toEqual([1, 2, false]);
    }));

    test("an endpoint that answers at once is answered before the request returns", () => run(({ bus }) => {
      const got: string[] = [];
      bus.registerRequests("echo", ({ id, data }) => bus.response({ correlationId: id, data }));
      bus.request("echo", { id: "1", data: "hello", callback: ({ data }) => got.push(data) });
      expect([got, bus.isPendingRequest("1")]).toEqual([["hello"], false]);
    }));

    test("after dispose nobody is called, and the counters stay", () => run(async ({ bus }) => {
      const got: string[] = [];
      bus.subscribe("a", (message) => got.push(message));
      bus.register("e", (message) => got.push(message));
      bus.publish("a", "before");
      await bus.dispose();
      bus.publish("a", "after");
      bus.send("e", "after");
      expect([got, bus.topics(), bus.endpoints(), bus.pubCount]).toEqual([["before"], [], [], 2]);
    }));
  });
}
