import { expect, test } from "vitest";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { DEPLOYMENT_FAULTS, DeploymentFaults } from "../../../src/redis/deployment/deployment-faults.ts";
import { deployed, lasting } from "./deployed.ts";

/** Ten minutes of a writer and the faults of a seed. Returns what it can be compared by. */
async function run(
  seed: number, enabled: readonly string[], tape: { site: string; key: number; choice: number }[] = [],
) {
  const { world, deployment, log, client } = deployed({
    replicas: 2, sentinel: { downAfter: sec(5) }, persistence: { kind: "aof", fsync: "everysec" }, seed, faults: "all",
  });
  const decisions = new Decisions(seed, { enabled, tape, record: true });
  const faults = new DeploymentFaults(world.scheduler, decisions, deployment);
  await world.run(sec(1), () => {
    deployment.start();
    faults.run(sec(600));
  });
  const bus = client();
  for (let i = 0; i < 3_000; i++) bus.sendAt(sec(1) + i * ms(200), "XADD", "s", "*", "n", i);
  await world.run(sec(700));
  return {
    replies: bus.replies.map(String).join(), closed: bus.closed, refusals: bus.refusals.length, committed: log.length,
    struck: new Set(decisions.taken.map(({ site }) => site)),
    states: deployment.nodes.map(({ state, failure }) => failure?.message ?? state),
    contents: deployment.nodes.map(({ server }) => (server === undefined ? "nothing" : lasting(server))),
  };
}

const sitesOf = (...faults: readonly string[]): string[] =>
  [...faults.map((fault) => `fault.deployment.${fault}`), "fault.deployment.lasting", "fault.deployment.jump"];

test("the same seed gives the same ten minutes, to the last reply", async () => {
  expect(await run(5, sitesOf(...DEPLOYMENT_FAULTS))).toEqual(await run(5, sitesOf(...DEPLOYMENT_FAULTS)));
});

test("once faults are over every node is up, and all hold the same", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { contents, states } = await run(seed, sitesOf(...DEPLOYMENT_FAULTS));
    expect(states).toEqual(["up", "up", "up"]);
    expect(new Set(contents).size).toBe(1);
  }
});

test("without faults nothing is refused, closed or lost", async () => {
  const { closed, refusals, committed, replies } = await run(1, []);
  expect([closed, refusals, committed]).toEqual([0, 0, 3_000]);
  expect(replies).not.toContain("Error");
});

test.each(DEPLOYMENT_FAULTS)("%s can be made to strike alone, in one slot", async (fault) => {
  const site = `fault.deployment.${fault}`;
  const quiet = await run(1, []);
  const struck = await run(
    1, [],
    [{ site, key: 100, choice: 0 }, { site: "fault.deployment.jump", key: 100, choice: 7 }],
  );
  expect(struck.struck).toContain(site);
  expect(struck.replies === quiet.replies && struck.closed === quiet.closed).toBe(fault === "partition");
});
