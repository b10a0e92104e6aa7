import fc from "fast-check";
import { expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { anyCommand } from "../persistence/any-history.ts";
import { deployed, lasting } from "./deployed.ts";

const steps = fc.array(fc.record({ words: anyCommand, pause: fc.integer({ min: 0, max: 40 }) }), {
  minLength: 1, maxLength: 30,
});

test("a replica that nobody looked at has, once it is looked at, what one has that was looked at all the time", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.boolean(), async (history, seed, isPromoted) => {
      const contents = async (isWatched: boolean): Promise<string> => {
        const { world, deployment, client } = deployed({ replicas: 1, seed, faults: "all" });
        await world.run(sec(1), () => deployment.start());
        const bus = client();
        const replica = deployment.node("redis-1");
        let at = sec(1);
        for (const { words, pause } of history) {
          bus.sendAt((at += ms(pause)), ...words);
          await world.run(at);
          if (isWatched) expect(replica.server).toBeDefined();
        }
        await world.run(at + sec(2));
        if (isPromoted) deployment.failover();
        return lasting(replica.server!);
      };
      expect(await contents(false)).toBe(await contents(true));
    }),
    { numRuns: 15 },
  );
});
