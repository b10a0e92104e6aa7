import fc from "fast-check";
import { expect, test } from "vitest";
import { BEGINNING } from "../../../src/bus/entry-id.ts";
import { ExternalStreams } from "../../../src/bus/wire/external-streams.ts";
import { Cpu } from "../../../src/kernel/cpu.ts";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { Deployment } from "../../../src/redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../../src/redis/link.ts";
import { ModelTail } from "../../../src/redis/stores/model-tail.ts";
import { EPOCH_UNIX_MS, simulated } from "../../support/simulated.ts";

/** Two streams of somebody else on a deployment with a replica that lags, read without a group. */
function rig(seed: number, faults: readonly string[], lag: number) {
  const world = simulated();
  const { scheduler } = world;
  const decisions = new Decisions(seed, { enabled: faults });
  const deployment = new Deployment({
    scheduler, decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2", persistence: { kind: "none" }, replicas: 1,
    replicaLag: [lag],
  });
  deployment.start(false);
  const taken: string[] = [];
  const log: string[] = [];
  const note = (what: string) => (stream: string): void => void log.push(`${what} ${stream}`);
  const external = new ExternalStreams({
    streams: [{ stream: "a", after: BEGINNING }, { stream: "b", after: "newest" }],
    clock: world.clock, own: new Set(["me"]),
    store: new ModelTail({
      scheduler, decisions, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node: "ext",
      latency: LAN_LATENCY, commandTimeout: ms(200),
    }),
    handler: ({ topic }, stream) => void taken.push(`${stream} ${topic}`),
    probe: {
      echo: note("echo"), unreadable: note("unreadable"), handlerFailed: note("failed"), rewound: note("rewound"),
      storeFailed: () => void log.push("store failed"),
    },
  });
  const add = (stream: string, topic: string, producer = "you"): void => {
    const server = deployment.master.server;
    server?.apply(
      server.connect({ deliver: () => {} }),
      ["XADD", stream, "*", "topic", topic, "payload", "x", "origin", `1-1-1-${producer}`], deployment.master.nowUs,
    );
  };
  const at = (instant: number, act: () => void): void => void scheduler.at(instant, scheduler.sites.id("test"), act);
  return { ...world, deployment, external, taken, log, add, at };
}

test("streams of others are read on a server, from where each was told to; what this bus has written itself is not taken", async () => {
  const { run, external, taken, log, add, at, fail } = rig(1, [], ms(1));
  await run(undefined, () => {
    add("a", "before");
    add("b", "before");
    external.start().catch(fail);
    at(ms(300), () => [add("a", "mine", "me"), add("a", "theirs"), add("b", "theirs")]);
    at(sec(2), () => external.stop());
  });
  expect([taken, log]).toEqual([["a before", "a theirs", "b theirs"], ["echo a"]]);
});

test("whatever is lost on the way and whoever takes over, every entry that the stream has in the end was taken, and none was taken twice", async () => {
  const faults = ["request-lost", "reply-lost"].map((fault) => `fault.ext.tail.${fault}`);
  let rewound = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 9_999 }), fc.integer({ min: 100, max: 900 }), fc.constantFrom(1, 30, 200),
      async (seed, failover, lag) => {
        const { run, deployment, external, taken, log, add, at, fail } = rig(seed, faults, ms(lag));
        await run(undefined, () => {
          external.start().catch(fail);
          for (let i = 0; i < 200; i++) at(ms(5 * i) + 1, () => void add("a", String(i)));
          at(ms(failover), () => void deployment.failover());
          at(sec(9), () => external.stop());
        });
        const server = deployment.master.server!;
        const kept = server.apply(
          server.connect({ deliver: () => {} }), ["XRANGE", "a", "-", "+"], deployment.master.nowUs,
        ) as unknown as readonly (readonly [string, readonly string[]])[];
        const topics = kept.map(([, fields]) => `a ${fields[1]}`);
        expect(topics.filter((topic) => !taken.includes(topic))).toEqual([]);
        expect(new Set(taken).size).toBe(taken.length);
        rewound += log.filter((line) => line === "rewound a").length;
      },
    ),
    { numRuns: 10, examples: [[1_790, 548, 200], [2_250, 106, 1]] },
  );
  expect(rewound).toBeGreaterThan(0);
});
