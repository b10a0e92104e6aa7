import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { deadLetterStream } from "../../../src/bus/dead-letters.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { busWorld } from "../factory/bus-world.ts";

const SHARED = { ...DEFAULT_CONFIG, stream: "shared" };
const streamOf = (trader: string): string => `trader-${trader}:stream`;
const nautilus = (...external: string[]) => ({
  database: { host: "h" }, stream_per_topic: false, external_streams: external,
});
const TYPES = ["QuoteTick", "OrderFilled"];

describe("streams of others", () => {
  test("come in as their types allow, are not sent on, and what comes back of the own is no second delivery", async () => {
    const { play, create, sleep, read } = busWorld();
    await play(async () => {
      const [a, b] = [
        await create(nautilus(streamOf("A"), streamOf("B")), { traderId: "A", streamingTypes: TYPES }),
        await create(nautilus(streamOf("A"), streamOf("B")), { traderId: "B", streamingTypes: TYPES }),
      ];
      const [atA, atB] = [[], []] as [string[], string[]];
      a.bus.subscribe("*", (message) => atA.push(message));
      b.bus.subscribe("*", (message) => atB.push(message));
      await sleep(ms(50));
      a.bus.publish("data.quotes.V.S", "QuoteTick:1");
      a.bus.publish("my.topic", "Other:1");
      await sleep(ms(200));
      b.bus.publish("data.quotes.V.S", "QuoteTick:2");
      await sleep(ms(200));
      expect([atA, atB]).toEqual([["QuoteTick:1", "Other:1", "QuoteTick:2"], ["QuoteTick:1", "QuoteTick:2"]]);
      expect(a.health().counts).toMatchObject({ accepted: 2, received: 1, echoes: 2, notStreaming: 0 });
      expect(b.health().counts).toMatchObject({ accepted: 1, received: 1, echoes: 1, notStreaming: 1 });
      await a.stop();
      await b.stop();
    });
    expect([read(streamOf("A")).length, read(streamOf("B")).length]).toEqual([2, 1]);
  });

  test("are read on where reading ended, also over a time on the standard bus", async () => {
    const { play, create, sleep } = busWorld();
    await play(async () => {
      const other = await create(nautilus(), { traderId: "B" });
      const managed = await create(nautilus(streamOf("B")), { traderId: "A", streamingTypes: TYPES });
      const got: string[] = [];
      managed.bus.subscribe("*", (message) => got.push(message));
      const tell = async (number: number): Promise<void> => {
        other.bus.publish("data.quotes.V.S", `QuoteTick:${number}`);
        await sleep(ms(100));
      };
      await sleep(ms(50));
      await tell(1);
      await managed.switchTo(undefined);
      await tell(2);
      expect(got).toEqual(["QuoteTick:1"]);
      await managed.switchTo(nautilus(streamOf("B")));
      await tell(3);
      expect(got).toEqual(["QuoteTick:1", "QuoteTick:2", "QuoteTick:3"]);
      await managed.stop();
      await tell(4);
      await other.stop();
    });
  });

  test("that hold what nobody can read are counted, and the rest comes in", async () => {
    const { play, create, sleep, redis } = busWorld();
    await play(async () => {
      const managed = await create(nautilus(streamOf("B")), { traderId: "A", streamingTypes: TYPES });
      const got: string[] = [];
      managed.bus.subscribe("*", (message) => got.push(message));
      await sleep(ms(50));
      redis.run("XADD", streamOf("B"), "*", "nothing", "here");
      redis.run("XADD", streamOf("B"), "*", "topic", "a", "type", "QuoteTick", "payload", "{", "encoding", "json");
      redis.run("XADD", streamOf("B"), "*", "topic", "a", "type", "QuoteTick", "payload", "\"QuoteTick:1\"");
      await sleep(ms(200));
      expect([got, managed.health().counts.unreadable]).toEqual([["QuoteTick:1"], 2]);
      await managed.stop();
    });
  });
});

test("on a bus whose handlers may end a publication, one that does is counted as a handler's failure", async () => {
  const { play, create, sleep, redis } = busWorld();
  await play(async () => {
    const managed = await create(nautilus(streamOf("B")), {
      traderId: "A", streamingTypes: TYPES, bus: { handlerErrors: "propagate" },
    });
    managed.bus.subscribe("*", () => {
      throw new Error("cannot");
    });
    await sleep(ms(50));
    redis.run("XADD", streamOf("B"), "*", "topic", "a", "type", "QuoteTick", "payload", "\"QuoteTick:1\"");
    await sleep(ms(200));
    expect(managed.health().counts).toMatchObject({ received: 1, handlerFailures: 1, unreadable: 0 });
    await managed.stop();
  });
});

describe("a group of nodes", () => {
  test("shares what others publish: each message at one node, and all of them", async () => {
    const { play, create, sleep } = busWorld();
    await play(async () => {
      const publisher = await create(SHARED, { traderId: "P" });
      const got: string[][] = [[], []];
      const nodes = [];
      for (const [i, list] of got.entries()) {
        const node = await create(
          { ...SHARED, consumer: { ...SHARED.consumer, batch: 5 } },
          { traderId: `N${i}`, consumer: `c${i}`, streamingTypes: TYPES },
        );
        node.bus.subscribe("data.*", (message) => list.push(message));
        nodes.push(node);
      }
      await sleep(ms(50));
      for (let i = 0; i < 60; i++) {
        publisher.bus.publish("data.quotes.V.S", `QuoteTick:${i}`);
        await sleep(ms(1));
      }
      await sleep(sec(1));
      expect(got.map((list) => list.length > 0)).toEqual([true, true]);
      expect(got.flat().sort()).toEqual(Array.from({ length: 60 }, (_, i) => `QuoteTick:${i}`).sort());
      for (const node of [publisher, ...nodes]) await node.stop();
    });
  });

  test("calls again the handlers that threw, and only those; in the end the message is a dead letter", async () => {
    const { play, create, sleep, redis } = busWorld();
    await play(async () => {
      const publisher = await create(SHARED, { traderId: "P" });
      const node = await create(SHARED, { traderId: "N", consumer: "c", streamingTypes: TYPES });
      const got: string[] = [];
      let tries = 0;
      node.bus.subscribe("*", (message) => {
        got.push(`flaky ${message}`);
        if (message === "OrderFilled:1" && ++tries < 3) throw new Error("not yet");
      }, 1);
      node.bus.subscribe("*", (message) => got.push(`steady ${message}`));
      node.bus.subscribe("*", (message) => {
        if (message === "OrderFilled:2") throw new Error("never");
      });
      for (const number of [1, 2, 3]) publisher.bus.publish("events.order.S", `OrderFilled:${number}`);
      await sleep(sec(5));
      const flaky = got.filter((line) => line.startsWith("flaky"));
      expect(got.filter((line) => line.startsWith("steady"))).toEqual([
        "steady OrderFilled:1", "steady OrderFilled:2", "steady OrderFilled:3",
      ]);
      expect(flaky).toEqual([
        "flaky OrderFilled:1", "flaky OrderFilled:1", "flaky OrderFilled:1", "flaky OrderFilled:2",
        "flaky OrderFilled:3",
      ]);
      expect(node.health().counts).toMatchObject({
        received: 3, handlerFailures: 2 + SHARED.consumer.maxAttempts, deadLettered: 1,
      });
      expect(redis.run("XLEN", deadLetterStream("shared"))).toBe(1);
      await publisher.stop();
      await node.stop();
    });
  });

  test("does not hand a node what it has published itself: its handlers had it then", async () => {
    const { play, create, sleep } = busWorld();
    await play(async () => {
      const node = await create(SHARED, { traderId: "N", consumer: "c", streamingTypes: TYPES });
      const got: string[] = [];
      node.bus.subscribe("*", (message) => got.push(message));
      node.bus.publish("a", "QuoteTick:1");
      await sleep(sec(1));
      expect([got, node.health().counts.echoes, node.health().counts.received]).toEqual([["QuoteTick:1"], 1, 0]);
      await node.stop();
    });
  });
});
