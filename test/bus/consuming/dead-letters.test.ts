import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deadLetterStream } from "../../../src/bus/dead-letters.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";
import { fieldOf } from "../../support/scripted-store.ts";

describe("a message that cannot be handled", () => {
  test("is tried as often as configured and buried once, with reason, group and original id, while others go on", async () => {
    const { run, redis, config, consumer, send, at, pending } = consumingRig({ consumer: { maxAttempts: 4 } });
    let attempts = 0;
    const { consumer: one, handled } = consumer("c", ({ topic }) => {
      if (topic !== "poison") return;
      attempts++;
      throw new Error("cannot");
    });
    let place = "";
    await run(undefined, () => {
      void one.start();
      send();
      send({ topic: "poison" });
      place = redis.entries(config.stream)[1]![0];
      send();
      at(sec(3), () => void one.stop());
    });
    const dead = redis.entries(deadLetterStream(config.stream));
    expect([attempts, handled, dead.length, pending()]).toEqual([4, [1, 3], 1, 0]);
    const [, letter] = dead[0]!;
    expect([fieldOf(letter, "entry"), fieldOf(letter, "group"), fieldOf(letter, "topic")]).toEqual([
      place, config.group, "poison",
    ]);
    expect(fieldOf(letter, "reason")).toBe("handler failed 4 times, last: Error: cannot");
  });

  test("is buried once although consumers are lost at any step, replies are lost, and others take the entry over", async () => {
    const faults = ["a", "b"].flatMap((node) =>
      ["request-lost", "reply-lost"].map((fault) => `fault.${node}.${fault}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 99_999 }), fc.integer({ min: 1, max: 300_000 }), async (seed, crashUs) => {
        const { run, redis, config, consumer, send, at, pending } = consumingRig({
          seed, faults, consumer: { maxAttempts: 3, claimIdle: sec(2), claimInterval: sec(1) },
        });
        const poison = ({ topic }: { readonly topic: string }): void => {
          if (topic === "poison") throw new Error("cannot");
        };
        const first = consumer("a", poison);
        const second = consumer("b", poison);
        await run(undefined, () => {
          void first.consumer.start();
          for (let i = 0; i < 9; i++)
            at(ms(10 * i), () => void send(i % 3 === 0 ? { topic: "poison", key: `k${i}` } : {}));
          at(crashUs * 1_000, () => first.consumer.crash());
          at(ms(400), () => void second.consumer.start());
          at(sec(60), () => void second.consumer.stop());
        });
        const letters = redis.entries(deadLetterStream(config.stream)).map(([, letter]) => fieldOf(letter, "entry"));
        expect([letters.length, new Set(letters).size, pending()]).toEqual([3, 3, 0]);
      }),
      { numRuns: 15 },
    );
  });

  test("of two groups is buried once for each", async () => {
    const { run, redis, config, consumer, send, at } = consumingRig({ consumer: { maxAttempts: 1 } });
    const fail = (): never => {
      throw new Error("cannot");
    };
    const groups = ["risk", "engine"].map((group) =>
      consumer(group, fail, { config: { ...config, group, consumer: { ...config.consumer, maxAttempts: 1 } } }),
    );
    await run(undefined, () => {
      groups.forEach(({ consumer: each }) => void each.start());
      send();
      at(sec(2), () => groups.forEach(({ consumer: each }) => void each.stop()));
    });
    const letters = redis.entries(deadLetterStream(config.stream)).map(([, letter]) => fieldOf(letter, "group"));
    expect(letters.sort()).toEqual(["engine", "risk"]);
  });
});
