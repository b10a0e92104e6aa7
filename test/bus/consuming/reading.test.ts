import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { StoreError, type StreamStore } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";

describe("a group", () => {
  test("gives each entry to exactly one of its consumers, and every group gets every entry", async () => {
    const { run, consumer, send, at, config } = consumingRig({ consumer: { batch: 3 } });
    const made = ["a", "b", "c"].map((name) => consumer(name, () => {}));
    const other = consumer("x", () => {}, { config: { ...config, group: "other" } });
    const all = [...made, other];
    await run(undefined, () => {
      for (const { consumer: each } of all) void each.start();
      for (let i = 0; i < 90; i++) at(ms(2 * i), () => void send());
      at(sec(3), () => all.forEach(({ consumer: each }) => void each.stop()));
    });
    const numbers = Array.from({ length: 90 }, (_, i) => i + 1);
    expect(made.flatMap(({ handled }) => handled).sort((a, b) => a - b)).toEqual(numbers);
    expect(other.handled).toEqual(numbers);
  });

  test("that begins with the newest sees none of the past, one that begins at the beginning all of it", async () => {
    for (const [from, expected] of [["newest", [4]], ["beginning", [1, 2, 3, 4]]] as const) {
      const { run, consumer, send, at } = consumingRig({ consumer: { from } });
      const { consumer: one, handled } = consumer("c", () => {});
      await run(undefined, () => {
        for (let i = 0; i < 3; i++) send();
        void one.start();
        at(ms(500), () => void send());
        at(sec(3), () => void one.stop());
      });
      expect(handled).toEqual(expected);
    }
  });

  test("has pending what was delivered and not acknowledged, at every moment; nothing is acknowledged before it was handled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 5 }), async (handling, workers) => {
        const rig = consumingRig({ workers: { autoScale: false, min: workers }, consumer: { batch: 7 } });
        const { subscriber, handled } = rig.subscriber();
        let acknowledged = 0;
        const group = () => rig.redis.stream(rig.config.stream)?.groups.get(rig.config.group);
        subscriber.subscribe("*", () => rig.clock.sleep(ms(handling), "handler"));
        await rig.run(undefined, () => {
          subscriber.connect();
          for (let i = 0; i < 60; i++) rig.at(ms(3 * i), () => void rig.send({ key: `k${i % 4}` }));
          for (let i = 1; i < 400; i++) {
            rig.at(ms(2 * i), () => {
              const held = group();
              acknowledged = Number(held?.entriesRead ?? 0) - (held?.pending.size ?? 0);
              expect(acknowledged).toBeLessThanOrEqual(handled.length);
            });
          }
          rig.at(sec(3), () => void subscriber.disconnect());
        });
        expect([handled.length, rig.pending(), Number(group()?.entriesRead)]).toEqual([60, 0, 60]);
      }),
      { numRuns: 6 },
    );
  });
});

describe("entries of a consumer that is gone", () => {
  test("come to another once they have been idle for the limit and not before, delivered once more, in passes of the configured size", async () => {
    const { run, consumer, send, at, redis, config } = consumingRig({
      consumer: { claimIdle: sec(10), claimInterval: sec(1), claimBatch: 4, from: "beginning" },
    });
    const { consumer: one, handled } = consumer("alive", () => {});
    const claims: number[] = [];
    await run(undefined, () => {
      for (let i = 0; i < 10; i++) send();
      redis.run("XGROUP", "CREATE", config.stream, config.group, "0");
      redis.run("XREADGROUP", "GROUP", config.group, "gone", "COUNT", 10, "STREAMS", config.stream, ">");
      void one.start();
      for (let i = 1; i <= 140; i++) at(ms(100 * i) - 1, () => void claims.push(handled.length));
      at(sec(20), () => void one.stop());
    });
    expect(claims.slice(0, 100).every((count) => count === 0)).toBe(true);
    expect([...new Set(claims)]).toEqual([0, 4, 8, 10]);
    expect(handled).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  });

  test("are counted as delivered once more with each time they are taken over", async () => {
    const { run, redis, config, send, at } = consumingRig();
    const counts: unknown[] = [];
    const store = redis.store("claimer");
    await run(undefined, () => {
      send();
      redis.run("XGROUP", "CREATE", config.stream, config.group, "0");
      redis.run("XREADGROUP", "GROUP", config.group, "gone", "COUNT", 1, "STREAMS", config.stream, ">");
      const at0 = { stream: config.stream, group: config.group, consumer: "next" };
      const count = (): void =>
        void counts.push(
          (redis.run("XPENDING", config.stream, config.group, "-", "+", 10) as readonly (readonly unknown[])[])[0]?.[3],
        );
      count();
      for (const moment of [9, 11, 22]) {
        at(sec(moment), () => void store.claimIdle(at0, sec(10), 10, { ms: 0, seq: 0 }).then(count));
      }
    });
    expect(counts).toEqual([1, 1, 2, 3]);
  });
});

describe("a read", () => {
  test("ends with its wait when nothing comes, with the first entry when one does, and with an error when the store is silent", async () => {
    const { run, redis, config, send, at, scheduler } = consumingRig();
    const store = redis.store("reader");
    const story: unknown[] = [];
    const cursor = { stream: config.stream, group: config.group, consumer: "c" };
    const read = (): void => {
      const from = scheduler.now;
      void store.readNew(cursor, { count: 10, block: ms(200), acknowledge: [] }).then(
        (entries) => story.push([entries.length, scheduler.now - from < ms(210)]),
        (error: StoreError) => story.push([error.kind, scheduler.now - from]),
      );
    };
    await run(undefined, () => {
      redis.run("XGROUP", "CREATE", config.stream, config.group, "0", "MKSTREAM");
      read();
      at(ms(500), read);
      at(ms(600), () => void send());
      at(sec(1), () => {
        redis.deployment.partition("redis-0", { clients: "cut" });
        read();
      });
    });
    // 500 ms are the store's patience for an answer, beside the wait that was asked for.
    expect(story).toEqual([[0, true], [1, true], ["unknown", ms(700)]]);
  });

  test("whose reply is lost is recovered from the pending list after every failure, before anything new", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }), async (lost) => {
        const tape = lost.map((key) => ({ site: "fault.c.reply-lost", key, choice: 0 }));
        const { run, consumer, send, at, pending } = consumingRig({ tape, consumer: { batch: 4 } });
        const { consumer: one, handled } = consumer("c", () => {});
        await run(undefined, () => {
          void one.start();
          for (let i = 0; i < 80; i++) at(ms(20 * i), () => void send({ key: `k${i % 3}` }));
          at(sec(60), () => void one.stop());
        });
        expect([handled, pending()]).toEqual([Array.from({ length: 80 }, (_, i) => i + 1), 0]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("after stopping", () => {
  test("at any moment and with any handlers: no call, no timer, and what was not handled is pending", async () => {
    const sites = ["request-lost", "reply-lost"].map((fault) => `fault.c.${DEFAULT_CONFIG.stream}.${fault}`);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 9_999 }), fc.integer({ min: 0, max: 700_000 }), fc.integer({ min: 0, max: 40 }), fc.boolean(),
        async (seed, stopUs, handling, failing) => {
          const rig = consumingRig({ seed, faults: sites, workers: { min: 3, autoScale: true } });
          const { subscriber, handled, log } = rig.subscriber("c");
          let [running, after, stopped] = [0, 0, false];
          subscriber.subscribe("*", async ({ sequence }) => {
            if (stopped) after++;
            running++;
            if (handling > 0) await rig.clock.sleep(ms(handling), "handler");
            running--;
            if (failing && sequence % 5 === 0) throw new Error("no");
          });
          await rig.run(undefined, () => {
            subscriber.connect();
            for (let i = 0; i < 100; i++) rig.at(ms(5 * i), () => void rig.send({ key: `k${i % 7}` }));
            rig.at(
              stopUs * 1_000,
              () =>
                void subscriber
                  .disconnect()
                  .then(() => {
                    stopped = true;
                    expect([running, rig.timers(), subscriber.pool.busy, subscriber.pool.backlog.size]).toEqual([
                      0, [], 0, 0,
                    ]);
                  })
                  .catch(rig.fail),
            );
          });
          expect([stopped, after]).toEqual([true, 0]);
          const dead = log.filter((line) => line.includes(" dead ")).length;
          const [read] = [Number(rig.redis.stream(rig.config.stream)?.groups.get(rig.config.group)?.entriesRead ?? 0)];
          expect(rig.pending()).toBe(read - handled.length - dead);
        },
      ),
      // In these an acknowledgement is under way when it is stopped, and is lost.
      { numRuns: 25, examples: [[2_065, 30_068, 0, false], [9, 70_068, 0, false], [7_570, 20_068, 6, false]] },
    );
  });

  test("it has asked the store three times to take its last acknowledgement, and leaves the entry pending", async () => {
    const { run, consumer, send, redis, pending } = consumingRig();
    let asked = 0;
    const store = new Proxy(redis.store("c"), {
      get(target, name) {
        if (name === "acknowledge") return () => Promise.reject(new StoreError("unknown", `lost ${++asked}`));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const { consumer: one, handled } = consumer("c", () => void one.stop(), { store });
    await run(undefined, () => {
      send();
      void one.start();
    });
    expect([handled, asked, pending()]).toEqual([[1], 3, 1]);
  });

  test("a consumer that is started again goes on with what it had left", async () => {
    const { run, consumer, send, at, pending, clock } = consumingRig();
    const { consumer: one, handled } = consumer("c", ({ sequence }) =>
      sequence % 3 === 0 ? clock.sleep(ms(30), "handler") : undefined,
    );
    await run(undefined, () => {
      void one.start();
      for (let i = 0; i < 40; i++) send({ key: `k${i % 2}` });
      for (let i = 1; i < 8; i++) at(ms(100 * i), () => void one.stop().then(() => void one.start()));
      at(sec(9), () => void one.stop());
    });
    expect([handled, pending()]).toEqual([Array.from({ length: 40 }, (_, i) => i + 1), 0]);
  });
});

test("every stream that is added is read by a consumer and a store of its own; one that is removed is not read any more", async () => {
  const rig = consumingRig();
  const stores = new Map<string, StreamStore>();
  const { subscriber } = rig.subscriber("s", (stream) => {
    const store = rig.redis.store(`s.${stream}`);
    stores.set(stream, store);
    return store;
  });
  const got: string[] = [];
  subscriber.subscribe("*", ({ topic }) => void got.push(topic));
  const topics = ["data.a", "data.b"].map((topic) => ({ topic, stream: `${rig.config.stream}:${topic}` }));
  await rig.run(undefined, () => {
    subscriber.connect();
    for (const { stream } of topics)
      expect([subscriber.addStream(stream), subscriber.addStream(stream)]).toEqual([true, false]);
    for (const each of [...topics, { topic: "shared" }]) rig.send(each);
    rig.at(sec(1), () => void subscriber.removeStream(topics[0]!.stream));
    rig.at(sec(3), () => topics.forEach((each) => void rig.send(each)));
    rig.at(sec(6), () => void subscriber.disconnect());
  });
  expect(got.sort()).toEqual(["data.a", "data.b", "data.b", "shared"]);
  expect([stores.size, rig.timers()]).toEqual([3, []]);
});
