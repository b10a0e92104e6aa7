import { expect, test } from "vitest";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { sec } from "../../../src/kernel/time.ts";
import { DEPLOYMENT_FAULTS, DeploymentFaults } from "../../../src/redis/deployment/deployment-faults.ts";
import { busOn } from "./deployed-bus.ts";
import { DeployedWorld } from "./deployed-world.ts";

const SITES = [
  ...DEPLOYMENT_FAULTS.map((fault) => `fault.deployment.${fault}`),
  "fault.deployment.lasting", "fault.deployment.jump",
];
const LINK_FAULTS = {
  rates: { drop: 0.002, "reply-lost": 0.002, "cut-mid-pipeline": 0.002, delay: 0.01, refuse: 0.05 },
  delayUs: [1_000, 400_000],
} as const;

/** A minute of everything that can go wrong, then two minutes of peace. */
async function stormOf(seed: number) {
  let accounts: Awaited<ReturnType<typeof busOn>>["accounts"] | undefined;
  let held = -1;
  const world = await DeployedWorld.run(
    {
      seed, replicas: 2, sentinel: { downAfter: sec(3) }, persistence: { kind: "aof", fsync: "everysec" },
      faults: LINK_FAULTS,
    },
    async (inner) => {
      await inner.sleep(3_000);
      const bus = await busOn(inner, ["c1", "c2"]);
      const decisions = new Decisions(seed, { enabled: SITES });
      new DeploymentFaults(inner.scheduler, decisions, inner.deployment).run(inner.scheduler.now + sec(60));
      await bus.publishFor(60_000, 100);
      await inner.sleep(40_000);
      await bus.client.close();
      await inner.sleep(90_000);
      for (const consumer of bus.consumers) await consumer.stop();
      ({ accounts } = bus);
      held = bus.client.held;
    },
  );
  if (accounts === undefined) throw new Error("the storm told nothing");
  return { accounts, held, log: world.log };
}

test.each([1, 2, 3, 4])(
  "storm %i: after it nothing is held, what is missing was acknowledged, and nobody handles anything twice",
  async (seed) => {
    const { accounts, held } = await stormOf(seed);
    const { missing, stored, handled, accepted, dropped } = accounts;
    expect(held).toBe(0);
    for (const ordinal of missing) expect(stored.has(ordinal)).toBe(true);
    for (const ordinals of handled.values()) expect(new Set(ordinals).size).toBe(ordinals.length);
    const union = new Set([...handled.values()].flat());
    expect(accepted.size).toBe(
      union.size + [...dropped].filter((ordinal) => !union.has(ordinal)).length + missing.length,
    );
  },
);

test("the same storm twice is the same, to the last line", async () => {
  expect((await stormOf(3)).log).toEqual((await stormOf(3)).log);
});
