import { existsSync, readFileSync } from "node:fs";
import type { Redis as RedisClient, RedisOptions } from "ioredis";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG as config } from "../../../src/bus/config/config.ts";
import { createMessageBus } from "../../../src/bus/factory.ts";
import { codecSerializer } from "../../../src/bus/message-bus/codec-serializer.ts";
import { MessageBus } from "../../../src/bus/message-bus/message-bus.ts";
import { withMessaging } from "../../../src/bus/message-bus/messaging.ts";
import { checkTopicClosure } from "../../../src/bus/topics/topic-closure.ts";
import { NodeClock } from "../../../src/kernel/node-clock.ts";
import { ioredisConnect } from "../../../src/redis/stores/ioredis-connect.ts";
import { DeployedWorld } from "../../redis/wire/deployed-world.ts";
import { EPOCH_MS as epochUnixMs } from "../../redis/wire/virtual-play.ts";

const HERE = readFileSync(new URL(import.meta.url), "utf8");
const ROOT = new URL("../../../", import.meta.url);
const doc = (name: string): string => readFileSync(new URL(`docs/${name}.md`, ROOT), "utf8");
const lines = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

interface Message {
  readonly type: string;
  readonly price: number;
}

describe("the documents of the bus", () => {
  test.each([["factory", 3], ["message-bus", 3]])("%s.md shows only code that runs here", (name, count) => {
    const blocks = [...doc(name).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => lines(code));
    expect(blocks.length).toBe(count);
    for (const block of blocks) expect(lines(HERE)).toContain(block);
  });

  test("factory.md names tests that are there", () => {
    const named = doc("factory").match(/test\/[\w/.-]+\.ts/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  });

  test("a bus is created, switched under way, looked at and stopped", async () => {
    const told: string[] = [];
    await DeployedWorld.run({}, async (world) => {
      const clock = new NodeClock(world.scheduler, "node");
      const log = (line: string): void => void told.push(line);
      const onFault = (error: unknown): void => world.scheduler.fail(error);
      const draw = (): number => 0;
      const Redis = function redis(options: RedisOptions): RedisClient {
        return world.client(options);
      } as unknown as new (options: RedisOptions) => RedisClient;

      const managed = await createMessageBus<Message>(
        config,
        {
          identity: { traderId: "TRADER-001" }, clock, epochUnixMs, draw, onFault,
          connect: ioredisConnect((options) => new Redis(options)),
          serializer: (codec) =>
            codecSerializer(codec, { typeOf: ({ type }) => type, fromValue: (_type, value) => value as Message }),
        },
        { streamingTypes: ["QuoteTick"], onFailure: (failure, kind) => log(`${kind} bus: ${failure.reason}`) },
      );
      const { bus } = managed;
      bus.subscribe("data.quotes.*", (quote) => log(`quote ${quote.price}`));
      bus.publish("data.quotes.BINANCE.BTCUSDT", { type: "QuoteTick", price: 42 });

      const status = await managed.switchTo({ ...config, batch: 500 });
      log(`${status.kind}, ${status.drained.held} finished first, ${status.drained.leftovers} given up`);
      await managed.switchTo(undefined);

      const { state, held, producer, counts } = managed.health();
      log(
        `${state}: ${producer?.state ?? "standard"}, ${held} held, ${counts.accepted} = ${counts.stored} + ${counts.dropped} + held`,
      );
      const { drained } = await managed.stop();
      log(`${drained.end}, ${drained.leftovers} left over`);
    });
    expect(told).toEqual([
      "quote 42", expect.stringMatching(/^enhanced, [01] finished first, 0 given up$/),
      "healthy: standard, 0 held, 1 = 1 + 0 + held", "drained, 0 left over",
    ]);
  });

  test("a bus in the process takes publications, names and topics", () => {
    const told: string[] = [];
    const log = (line: string): void => void told.push(line);

    const bus = new MessageBus<string>({ traderId: "TRADER-001", onProblem: (problem) => log(problem.kind) });
    bus.subscribe("data.quotes.BINANCE.*", (quote) => log(`got ${quote}`), 10);
    bus.publish("data.quotes.BINANCE.BTCUSDT", "a quote");
    bus.send("RiskEngine.execute", "an order");

    const strategy = withMessaging({ name: "S-1" }, bus);
    strategy.messaging.subscribe("signal.*", (signal) => log(`signal ${signal}`));
    strategy.messaging.publishSignal("momentum", "up");

    const { unheard, partlyHeard, idle } = checkTopicClosure({
      published: ["data.quotes.{venue}.{symbol}", "signal.{name}"], subscribed: bus.topics(),
    });
    log(
      `${unheard.length} unheard, ${partlyHeard.map(({ topic }) => topic).join()} heard in part, ${idle.length} idle`,
    );

    expect(told).toEqual([
      "got a quote", "no-endpoint", "signal up", "0 unheard, data.quotes.{venue}.{symbol} heard in part, 0 idle",
    ]);
  });
});
