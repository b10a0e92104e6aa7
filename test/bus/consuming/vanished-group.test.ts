import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { previousEntryId } from "../../../src/bus/entry-id.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";

describe("a group that has vanished", () => {
  test("goes on where it was when the stream is the same: nothing is skipped, nothing comes twice, and it is reported", async () => {
    const { run, redis, config, consumer, send, at, timers } = consumingRig();
    const { consumer: one, handled, log } = consumer("c", () => {});
    await run(undefined, () => {
      void one.start();
      for (let i = 0; i < 20; i++) at(ms(10 * i), () => void send());
      at(ms(105), () => void redis.run("XGROUP", "DESTROY", config.stream, config.group));
      at(sec(3), () => void one.stop());
    });
    expect(handled).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(log.filter((line) => line.includes("duplicate"))).toEqual([]);
    expect(log.filter((line) => line.includes("lost its group"))).toHaveLength(1);
    expect(timers()).toEqual([]);
  });

  test("goes on before what is still in hand, so that it comes again if this process is lost too", async () => {
    const { run, redis, config, consumer, send, at, clock } = consumingRig();
    const first = consumer("c", async ({ sequence }) => {
      if (sequence === 3) await clock.sleep(sec(1), "handler");
    }, { });
    const second = consumer("c", () => {});
    await run(undefined, () => {
      void first.consumer.start();
      for (let i = 0; i < 6; i++) send();
      at(ms(100), () => void redis.run("XGROUP", "DESTROY", config.stream, config.group));
      at(ms(1_500), () => void send());
      at(sec(2), () => {
        first.consumer.crash();
        void second.consumer.start();
      });
      at(sec(5), () => void second.consumer.stop());
    });
    expect(first.handled).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set([...first.handled, ...second.handled]).size).toBe(7);
  });

  test("with its stream begins at the beginning of what is there, ids that were passed before included, and says what was lost", async () => {
    const { run, redis, config, consumer, send, at } = consumingRig();
    const { consumer: one, handled, log } = consumer("c", () => {});
    await run(undefined, () => {
      void one.start();
      for (let i = 0; i < 5; i++) send();
      at(ms(50), () => {
        redis.run("FLUSHALL");
        // A server whose clock is behind gives lower ids away.
        redis.run("XADD", config.stream, "1-0", "topic", "old clock", "payload", "x");
      });
      at(ms(60), () => void send());
      at(sec(3), () => void one.stop());
    });
    expect(handled).toEqual([1, 2, 3, 4, 5, 0, 6]);
    expect(log.filter((line) => line.includes("lost its stream, goes on after 0-0, had read"))).toHaveLength(1);
  });

  test("is made again by one consumer, and whatever was in whose hands, nothing is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 30 }),
        async (moments, handling) => {
          const { run, redis, config, consumer, send, at, clock } = consumingRig();
          const made = ["a", "b"].map((name) => consumer(name, () => clock.sleep(ms(handling), "handler")));
          await run(undefined, () => {
            for (const { consumer: each } of made) void each.start();
            for (let i = 0; i < 60; i++) at(ms(15 * i), () => void send({ key: `k${i % 5}` }));
            for (const moment of moments)
              at(ms(moment), () => void redis.run("XGROUP", "DESTROY", config.stream, config.group));
            at(sec(90), () => made.forEach(({ consumer: each }) => void each.stop()));
          });
          const all = made.flatMap(({ handled }) => handled);
          expect([...new Set(all)].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
          for (const { handled } of made) expect(new Set(handled).size).toBe(handled.length);
        },
      ),
      { numRuns: 12 },
    );
  });
});

test("the id before an entry's is the greatest smaller one", () => {
  expect(previousEntryId({ ms: 5, seq: 3 })).toEqual({ ms: 5, seq: 2 });
  expect(previousEntryId({ ms: 5, seq: 0 })).toEqual({ ms: 4, seq: 2n ** 64n - 1n });
  expect(previousEntryId({ ms: 1, seq: 2n ** 53n })).toEqual({ ms: 1, seq: Number.MAX_SAFE_INTEGER });
});
