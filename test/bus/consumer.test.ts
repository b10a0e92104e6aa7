import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import { StreamConsumer } from "../../src/bus/consumer.ts";
import type { MessageHandler } from "../../src/bus/delivery.ts";
import { deadLetterStream } from "../../src/bus/dead-letters.ts";
import { Priority } from "../../src/bus/priority.ts";
import type { Override } from "../../src/kernel/decisions.ts";
import { ms, sec } from "../../src/kernel/time.ts";
import { consumerLog, producerLog } from "../support/probes.ts";
import { fieldOf } from "../support/scripted-store.ts";
import { modelRedis, simulated } from "../support/simulated.ts";

interface RigOptions {
  readonly config?: Partial<EnhancedMessageBusConfig["consumer"]>;
  readonly faults?: readonly string[];
  readonly seed?: number;
  readonly tape?: readonly Override[];
}

/** A producer and any number of consumers on one model server. */
function rig(options: RigOptions = {}) {
  const world = simulated();
  const config: EnhancedMessageBusConfig = {
    ...DEFAULT_CONFIG,
    consumer: { ...DEFAULT_CONFIG.consumer, ...options.config },
  };
  const redis = modelRedis(world, { seed: options.seed ?? 1, faults: options.faults ?? [], tape: options.tape ?? [] });
  const produced = producerLog();
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store: redis.store("feed"), producer: "p", epoch: 1, probe: produced.probe,
    jitter: () => 0, onFault: world.fail,
  });
  const consumer = (name: string, handler: MessageHandler) => {
    const observed = consumerLog();
    const made = new StreamConsumer({
      config, consumer: name, clock: world.clock, store: redis.store(name), handler, probe: observed.probe,
      onFault: world.fail,
    });
    return { consumer: made, ...observed };
  };
  const publish = (key: string, count = 1, topic = key): void => {
    for (let i = 0; i < count; i++)
      client.publish({ topic, type: "T", payload: new Uint8Array(4), priority: Priority.HIGH, key });
  };
  const stopAt = (at: number, ...consumers: StreamConsumer[]): void => {
    world.scheduler.at(at, world.scheduler.sites.id("test.stop"), () => consumers.forEach((one) => void one.stop()));
  };
  return { ...world, config, redis, client, consumer, publish, stopAt, produced };
}

describe("delivery", () => {
  test("every message is handled once and acknowledged after its handler, in the order of the stream", async () => {
    const { run, consumer, publish, stopAt, redis, config } = rig();
    const pendingDuring: number[] = [];
    const { consumer: one, handled } = consumer("c1", () => {
      pendingDuring.push(redis.stream(config.stream)?.groups.get(config.group)?.pending.size ?? -1);
    });
    await run(undefined, () => {
      void one.start();
      publish("a", 250);
      stopAt(sec(3), one);
    });
    expect(handled).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    expect(Math.min(...pendingDuring)).toBeGreaterThan(0);
    expect(redis.stream(config.stream)?.groups.get(config.group)?.pending.size).toBe(0);
  });

  test("an asynchronous handler is awaited before the next message and before the acknowledgement", async () => {
    const { run, consumer, publish, stopAt, clock } = rig();
    const running: string[] = [];
    let most = 0;
    const { consumer: one, handled } = consumer("c1", async (message) => {
      running.push(message.key);
      most = Math.max(most, running.length);
      await clock.sleep(ms(1), "handler");
      running.pop();
    });
    await run(undefined, () => {
      void one.start();
      publish("a", 5);
      publish("b", 5);
      stopAt(sec(3), one);
    });
    expect(handled).toHaveLength(10);
    expect(most).toBe(1);
  });

  test("what a producer wrote twice is handled once", async () => {
    // The server applies the second and the fourth write, and their replies are lost.
    const lost = [1, 3].map((key) => ({ site: "fault.feed.reply-lost", key, choice: 0 }));
    const { run, consumer, publish, stopAt, produced, scheduler } = rig({ tape: lost });
    const { consumer: one, handled, log } = consumer("c1", () => {});
    await run(undefined, () => {
      void one.start();
      for (let i = 0; i < 6; i++) scheduler.at(ms(900) * i, 0, () => publish(`k${i % 2}`, 3));
      stopAt(sec(50), one);
    });
    expect(produced.counts.failed).toBe(2);
    expect(log.filter((line) => line.includes("duplicate")).length).toBeGreaterThan(0);
    expect(handled).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });
});

describe("failure", () => {
  test("a failed message is tried again after 10, 20, 40 ms; later ones of its key wait, other keys go on", async () => {
    const { run, consumer, publish, stopAt, scheduler } = rig();
    const attempts: number[] = [];
    const order: string[] = [];
    const { consumer: one } = consumer("c1", (message) => {
      if (message.topic === "poison") {
        attempts.push(scheduler.now);
        if (attempts.length < 4) throw new Error("not yet");
      }
      order.push(message.topic);
    });
    await run(undefined, () => {
      void one.start();
      publish("a", 1, "a1");
      publish("a", 1, "poison");
      publish("a", 1, "a2");
      publish("b", 1, "b1");
      publish("a", 1, "a3");
      stopAt(sec(3), one);
    });
    expect(order).toEqual(["a1", "b1", "poison", "a2", "a3"]);
    expect(attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0))).toEqual([ms(10), ms(20), ms(40)]);
  });

  test("after the last attempt a message is in the dead-letter stream once, with reason and origin, and its key goes on", async () => {
    const { run, consumer, publish, stopAt, redis, config } = rig({ config: { maxAttempts: 3 } });
    const {
      consumer: one, handled, log,
    } = consumer("c1", (message) => {
      if (message.topic === "poison") throw new Error("cannot parse");
    });
    await run(undefined, () => {
      void one.start();
      publish("a", 1, "poison");
      publish("a", 2, "fine");
      stopAt(sec(3), one);
    });
    expect(handled).toEqual([2, 3]);
    expect(log).toContain("c1 dead 1 handler failed 3 times, last: Error: cannot parse");
    const dead = redis.entries(deadLetterStream(config.stream));
    expect(dead.length).toBe(1);
    const [, letter] = dead[0]!;
    expect(fieldOf(letter, "reason")).toContain("cannot parse");
    expect(fieldOf(letter, "origin")).toBe("1-1-2-p");
    expect(redis.stream(config.stream)?.groups.get(config.group)?.pending.size).toBe(0);
  });

  test("an entry that carries no message is dead-lettered, not dropped and not fatal", async () => {
    const { run, consumer, publish, stopAt, redis, config } = rig();
    const { consumer: one, handled, log } = consumer("c1", () => {});
    await run(undefined, () => {
      redis.run("XADD", config.stream, "*", "topic", "x");
      void one.start();
      publish("a", 1);
      stopAt(sec(3), one);
    });
    expect(handled).toEqual([1]);
    expect(log.some((line) => /dead \? WavetankError: entry \S+ carries no message/.test(line))).toBe(true);
  });

  test("a consumer that crashes between handling and acknowledging: its successor of the same name recovers what was pending", async () => {
    const { run, consumer, publish, stopAt, scheduler } = rig();
    const first = consumer("c1", () => {
      if (first.handled.length === 4) first.consumer.crash();
    });
    const second = consumer("c1", () => {});
    await run(undefined, () => {
      void first.consumer.start();
      publish("a", 10);
      scheduler.at(sec(2), scheduler.sites.id("test.restart"), () => void second.consumer.start());
      stopAt(sec(5), second.consumer);
    });
    const acknowledged = first.log
      .flatMap((line) => /acknowledged (\d+)/.exec(line)?.[1] ?? [])
      .reduce((sum, n) => sum + Number(n), 0);
    expect(acknowledged).toBeLessThan(first.handled.length);
    expect(second.handled).toEqual(Array.from({ length: 10 - acknowledged }, (_, i) => acknowledged + 1 + i));
  });

  test("entries of a dead consumer are claimed once they are idle for the limit, and not before", async () => {
    const { run, consumer, publish, stopAt, scheduler, config } = rig();
    const first = consumer("c1", () => first.consumer.crash());
    const second = consumer("c2", () => {});
    await run(undefined, () => {
      void first.consumer.start();
      publish("a", 5);
      scheduler.at(sec(1), scheduler.sites.id("test.second"), () => void second.consumer.start());
      stopAt(sec(120), second.consumer);
      scheduler.at(config.consumer.claimIdle - 1, scheduler.sites.id("test.check"), () => {
        // The dead one had read the first message only; the rest came to its colleague as new.
        expect(second.handled).toEqual([2, 3, 4, 5]);
      });
    });
    expect(second.handled).toEqual([2, 3, 4, 5, 1]);
    expect(second.log).toContain("c2 read 1 claimed");
  });

  test("whatever replies and requests are lost on both sides, each message is handled once, in order by key", async () => {
    const sites = ["feed", "c1"].flatMap((node) =>
      ["request-lost", "reply-lost", "half-applied"].map((fault) => `fault.${node}.${fault}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 0xffffffff }), fc.subarray(sites), async (seed, faults) => {
        const { run, consumer, publish, stopAt, client } = rig({ seed, faults });
        const byKey = new Map<string, number[]>();
        const { consumer: one } = consumer("c1", (message) => {
          byKey.set(message.key, [...(byKey.get(message.key) ?? []), Number(message.topic)]);
        });
        await run(undefined, () => {
          void one.start();
          for (let i = 0; i < 300; i++) publish(`k${i % 5}`, 1, String(i));
          stopAt(sec(200), one);
        });
        expect(client.held).toBe(0);
        for (let k = 0; k < 5; k++) {
          expect(byKey.get(`k${k}`)).toEqual(Array.from({ length: 60 }, (_, i) => i * 5 + k));
        }
      }),
      { numRuns: 25 },
    );
  });
});
