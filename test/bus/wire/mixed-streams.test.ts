import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../../src/bus/client.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { StreamConsumer } from "../../../src/bus/consumer.ts";
import { deadLetterStream } from "../../../src/bus/dead-letters.ts";
import type { MessageHandler } from "../../../src/bus/delivery.ts";
import { Priority } from "../../../src/bus/priority.ts";
import type { Fields } from "../../../src/bus/store.ts";
import { LAYOUTS, type Layout } from "../../../src/bus/wire/layout.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumerLog, producerLog } from "../../support/probes.ts";
import { modelRedis, simulated } from "../../support/simulated.ts";

interface RigOptions {
  readonly consumer?: Partial<EnhancedMessageBusConfig["consumer"]>;
  readonly faults?: readonly string[];
  readonly seed?: number;
}

/**
 * A producer of every layout, each of its own name, and one consumer, on one model server. The first message of a burst
 * goes to the server alone, and the others, which wait behind it, together.
 */
function rig(handler: MessageHandler, options: RigOptions = {}) {
  const world = simulated();
  const config: EnhancedMessageBusConfig = {
    ...DEFAULT_CONFIG,
    consumer: { ...DEFAULT_CONFIG.consumer, ...options.consumer },
  };
  const redis = modelRedis(world, { seed: options.seed ?? 1, faults: options.faults ?? [] });
  const producers = Object.fromEntries(
    LAYOUTS.map((layout) => [
      layout,
      new BufferedMessageBusClient({
        config, clock: world.clock, store: redis.store(layout), producer: layout, epoch: 1, probe: producerLog().probe,
        jitter: () => 0, onFault: world.fail, wire: { layout, mode: "pipeline", fenced: false },
      }),
    ]),
  ) as unknown as Readonly<Record<Layout, BufferedMessageBusClient>>;
  const seen = consumerLog();
  const consumer = new StreamConsumer({
    config, consumer: "c", clock: world.clock, store: redis.store("c"), handler, probe: seen.probe, onFault: world.fail,
  });
  const publish = (layout: Layout, ...topics: readonly string[]): void => {
    for (const topic of topics) {
      producers[layout].publish({
        topic, type: "T", payload: Buffer.from(`of ${topic}`), priority: Priority.HIGH, key: topic.charAt(0),
      });
    }
  };
  const at = (instant: number, act: () => void): void =>
    world.scheduler.at(instant, world.scheduler.sites.id("test"), act) as unknown as void;
  const run = (script: () => void, stopAt = sec(3)): Promise<void> => world.run(undefined, () => {
    void consumer.start();
    script();
    at(stopAt, () => void consumer.stop());
  });
  const pending = (): number => redis.stream(config.stream)?.groups.get(config.group)?.pending.size ?? -1;
  const dead = (): readonly Readonly<Record<string, string>>[] =>
    redis
      .entries(deadLetterStream(config.stream))
      .map(([, fields]) =>
        Object.fromEntries(fields.flatMap((name, i) => (i % 2 === 0 ? [[name, String(fields[i + 1])]] : []))),
      );
  const add = (fields: Fields): unknown => redis.run("XADD", config.stream, "*", ...fields.map(String));
  return { ...world, ...seen, config, redis, publish, at, run, pending, dead, add };
}

const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe("a stream of all layouts mixed", () => {
  test("is handled in its order, every message once, and acknowledged to the end", async () => {
    const topics: string[] = [];
    const { run, publish, at, pending, redis, config } = rig((message) => {
      topics.push(message.topic);
      expect(Buffer.from(message.payload).toString()).toBe(`of ${message.topic}`);
    });
    await run(() =>
      LAYOUTS.forEach((layout, i) => at(ms(50 * (i + 1)), () => publish(layout, ...numbered(`${i}-`, 30)))),
    );
    expect(topics).toEqual(LAYOUTS.flatMap((_, i) => numbered(`${i}-`, 30)));
    expect(pending()).toBe(0);
    expect(redis.entries(config.stream).length).toBeLessThan(4 * 30);
  });

  test("whatever replies and requests are lost, what has an origin is handled once; what has none, once for each entry", async () => {
    const sites = [...LAYOUTS, "c"].flatMap((node) =>
      ["request-lost", "reply-lost", "half-applied"].map((fault) => `fault.${node}.${fault}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 0xffffffff }), fc.subarray(sites), async (seed, faults) => {
        const handled = new Map<string, string[]>();
        const { run, publish, at, pending, redis, config } = rig(
          (message) => {
            const producer = message.foreign ? "foreign" : message.producer;
            handled.set(producer, [...(handled.get(producer) ?? []), message.topic]);
          },
          { seed, faults, consumer: { claimIdle: ms(800), claimInterval: ms(300) } },
        );
        await run(() => {
          for (const [i, layout] of LAYOUTS.entries())
            for (let n = 0; n < 5; n++) at(ms(40 * n + i), () => publish(layout, ...numbered(`k${n}-`, 6)));
        }, sec(200));
        const all = [0, 1, 2, 3, 4].flatMap((n) => numbered(`k${n}-`, 6));
        expect(handled.get("enhanced")).toEqual(all);
        expect(handled.get("packed")).toEqual(all);
        const foreignEntries = redis.entries(config.stream).filter(([, fields]) => fields.length === 8).length;
        expect(handled.get("foreign")).toHaveLength(foreignEntries);
        expect(pending()).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});

describe("a packed entry", () => {
  test("is acknowledged when all its messages are done with, and not before; other keys go on", async () => {
    const handled: string[] = [];
    let failures = 0;
    const { run, publish, at, pending } = rig((message) => {
      if (message.topic === "b1" && failures++ < 3) throw new Error("not yet");
      handled.push(message.topic);
    }, { consumer: { retryBase: ms(100) } });
    const during: unknown[] = [];
    await run(() => {
      publish("packed", "alone", "a1", "b1", "b2", "c1");
      at(ms(400), () => void during.push([...handled], pending()));
    });
    expect(during).toEqual([["alone", "a1", "c1"], 1]);
    expect(handled).toEqual(["alone", "a1", "c1", "b1", "b2"]);
    expect(pending()).toBe(0);
  });

  test("of which a message is poison: that one is a dead letter, with its place, and the others are handled", async () => {
    const handled: string[] = [];
    const { run, publish, pending, dead, redis, config } = rig(
      (message) => {
        if (message.topic === "poison") throw new Error("cannot parse");
        handled.push(message.topic);
      },
      { consumer: { maxAttempts: 2 } },
    );
    await run(() => publish("packed", "alone", "a", "poison", "b"));
    expect(handled).toEqual(["alone", "a", "b"]);
    const [, [id] = [""]] = redis.entries(config.stream);
    expect(dead()).toMatchObject([
      {
        topic: "poison", payload: "of poison", origin: "1-3-2-packed", entry: `${id}#1`,
        reason: expect.stringContaining("cannot parse"),
      },
    ]);
    expect(pending()).toBe(0);
  });

  test("that is delivered again while half of it is done repeats none of it", async () => {
    const handled: string[] = [];
    let failures = 0;
    const world = rig(async (message) => {
      if (message.topic === "b1" && failures++ < 4) {
        await world.clock.sleep(ms(80), "handler");
        throw new Error("not yet");
      }
      handled.push(message.topic);
    }, { consumer: { retryBase: ms(1), claimIdle: ms(50), claimInterval: ms(60) } });
    await world.run(() => world.publish("packed", "alone", "a1", "b1", "c1", "b2"), sec(5));
    expect(world.log.filter((line) => line.endsWith("claimed")).length).toBeGreaterThan(3);
    expect(handled).toEqual(["alone", "a1", "c1", "b1", "b2"]);
    expect(world.pending()).toBe(0);
  });

  test("whose handlers take their time is handled in order, and once although it is claimed meanwhile", async () => {
    const handled: string[] = [];
    const world = rig(async (message) => {
      await world.clock.sleep(ms(100), "handler");
      handled.push(message.topic);
    }, { consumer: { maxAttempts: 2, claimIdle: ms(50), claimInterval: ms(60) } });
    await world.run(() => world.publish("packed", ...numbered("a", 8)), sec(5));
    expect(handled).toEqual(numbered("a", 8));
    expect(world.pending()).toBe(0);
  });

  test("that cannot be read is a dead letter with the fields it had", async () => {
    const { run, add, dead, pending } = rig(() => {});
    await run(() => void add(["packed", "2", "origin", "1-1-p", "payload", "none of it"]));
    expect(dead()).toMatchObject([
      { packed: "2", origin: "1-1-p", payload: "none of it", reason: expect.stringContaining("carries no message") },
    ]);
    expect(pending()).toBe(0);
  });
});
