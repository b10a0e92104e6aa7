import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../../src/bus/client.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { StreamConsumer } from "../../../src/bus/consumer.ts";
import { GroupMemory } from "../../../src/bus/group-memory.ts";
import type { ConsumedMessage } from "../../../src/bus/message.ts";
import type { Priority } from "../../../src/bus/priority.ts";
import type { StreamEntry } from "../../../src/bus/store.ts";
import { Cpu } from "../../../src/kernel/cpu.ts";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { Deployment, type DeploymentOptions } from "../../../src/redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../../src/redis/link.ts";
import { ModelStore } from "../../../src/redis/stores/model-store.ts";
import { consumingRig } from "../../support/consuming.ts";
import { consumerLog, producerLog } from "../../support/probes.ts";
import { EPOCH_UNIX_MS, simulated } from "../../support/simulated.ts";

const COUNT = 120;
const KEYS = 4;
const CONFIG: EnhancedMessageBusConfig = {
  ...DEFAULT_CONFIG,
  consumer: { ...DEFAULT_CONFIG.consumer, batch: 8, block: ms(50), claimIdle: sec(3), claimInterval: sec(1) },
};

/** What links do. Not `duplicated`: clients of the bus do not send again of their own accord. */
const FAULTS = ["feed", "c", "c0"].flatMap((node) =>
  ["request-lost", "reply-lost", "half-applied"].map((fault) => `fault.${node}.${fault}`),
);

/** A producer of 120 messages in 0.6 s and a consumer, on a deployment that something happens to. */
function bridge(options: Pick<DeploymentOptions, "persistence"> & Partial<DeploymentOptions>, seed: number) {
  const world = simulated();
  const { scheduler } = world;
  const decisions = new Decisions(seed, { enabled: FAULTS });
  const deployment = new Deployment({ scheduler, decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2", ...options });
  deployment.start(false);
  const store = (node: string): ModelStore =>
    new ModelStore({
      scheduler, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node, latency: LAN_LATENCY,
      decisions, commandTimeout: ms(200),
    });
  const client = new BufferedMessageBusClient({
    config: CONFIG, clock: world.clock, store: store("feed"), producer: "p", epoch: 1, probe: producerLog().probe,
    jitter: () => 0, onFault: world.fail,
  });
  const effects: ConsumedMessage[] = [];
  const observed = consumerLog();
  const life = (name: string, handler: (message: ConsumedMessage) => void): StreamConsumer =>
    new StreamConsumer({
      config: CONFIG, consumer: name, clock: world.clock, store: store(name), handler, probe: observed.probe,
      onFault: world.fail,
    });
  const duplicates = (): number => observed.log.filter((line) => line.includes("duplicate")).length;
  const at = (instant: number, act: () => void): void => void scheduler.at(instant, scheduler.sites.id("test"), act);
  const publish = (): void => {
    for (let i = 0; i < COUNT; i++) {
      at(
        ms(5 * i),
        () =>
          void client.publish({
            topic: String(i), type: "T", payload: Buffer.of(1), priority: (i % 3) as Priority, key: `k${i % KEYS}`,
          }),
      );
    }
  };
  const byKey = (): readonly (readonly number[])[] => Array.from({ length: KEYS }, (_, k) =>
    effects.filter(({ key }) => key === `k${k}`).map(({ topic }) => Number(topic)));
  return { ...world, deployment, store, client, life, effects, at, publish, byKey, duplicates };
}

const EVERYTHING = Array.from({ length: KEYS }, (_, k) =>
  Array.from({ length: COUNT / KEYS }, (_unused, i) => i * KEYS + k),
);
const moments = fc.array(fc.integer({ min: 0, max: 650_000 }).map((us) => us * 1_000), { minLength: 1, maxLength: 3 });

describe("effectively once", () => {
  test("when the server is killed at any moments and comes back with all that it had acknowledged", async () => {
    await fc.assert(fc.asyncProperty(moments, fc.nat({ max: 999 }), async (crashes, seed) => {
      const { run, deployment, client, life, effects, at, publish, byKey } = bridge(
        { persistence: { kind: "aof", fsync: "always" } }, seed,
      );
      const one = life("c", (message) => void effects.push(message));
      await run(undefined, () => {
        void one.start();
        publish();
        for (const moment of crashes) {
          at(moment, () => deployment.crash("master", "process"));
          at(moment + ms(120), () => deployment.restart("redis-0"));
        }
        at(sec(20), () => void one.stop());
      });
      expect(client.held).toBe(0);
      expect(byKey()).toEqual(EVERYTHING);
    }), { numRuns: 6 });
  });

  test("when a replica that lags takes over: acknowledged entries come again, the group goes back, and nothing is handled twice", async () => {
    let repeated = 0;
    await fc.assert(
      fc.asyncProperty(moments, fc.nat({ max: 999 }), fc.constantFrom(20, 150), async (failovers, seed, lag) => {
        const { run, deployment, client, life, effects, at, publish, duplicates, store } = bridge(
          { persistence: { kind: "none" }, replicas: 2, replicaLag: [ms(lag)] }, seed,
        );
        const one = life("c", (message) => void effects.push(message));
        let kept: readonly StreamEntry[] = [];
        await run(undefined, () => {
          void one.start();
          publish();
          for (const moment of failovers) at(moment, () => void deployment.failover());
          at(
            sec(18),
            () =>
              void store("reader")
                .readNew(
                  { stream: CONFIG.stream, group: CONFIG.group, consumer: "x" },
                  { count: 1_000, block: 0, acknowledge: [] },
                )
                .then((entries) => void (kept = entries)),
          );
          at(sec(20), () => void one.stop());
        });
        const sequences = effects.map(({ sequence }) => sequence);
        expect([client.held, kept.length, new Set(sequences).size]).toEqual([0, 0, sequences.length]);
        repeated += duplicates();
      }),
      { numRuns: 6 },
    );
    expect(repeated).toBeGreaterThan(0);
  });

  test("over lives of the consumer, for a handler that keeps what it has seen with its effects", async () => {
    let skipped = 0;
    await fc.assert(fc.asyncProperty(moments, fc.nat({ max: 999 }), fc.boolean(), async (crashes, seed, isNewName) => {
      const { run, client, life, effects, at, publish, byKey } = bridge({ persistence: { kind: "none" } }, seed);
      const ledger = new GroupMemory();
      const handler = (message: ConsumedMessage): void => {
        if (ledger.see(message)) effects.push(message);
        else skipped++;
      };
      let current = life("c0", handler);
      await run(undefined, () => {
        void current.start();
        publish();
        [...crashes].sort((a, b) => a - b).forEach((moment, i) => at(moment, () => {
          current.crash();
          current = life(isNewName ? `c${i + 1}` : "c0", handler);
          void current.start();
        }));
        at(sec(20), () => void current.stop());
      });
      expect(client.held).toBe(0);
      // Entries that the dead one had been given wait for a claim, and later ones go ahead of them.
      expect(byKey().map((each) => [...each].sort((a, b) => a - b))).toEqual(EVERYTHING);
    }), { numRuns: 6, examples: [[[308_313_000, 548_775_000, 5_613_000], 559, false]] });
    expect(skipped).toBeGreaterThan(0);
  });

  test("over lives of the producer: the numbers of a later epoch begin anew and are not taken for those of an earlier one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 119 }), fc.boolean(), async (restartAfter, isForeign) => {
        const { run, consumer, at, redis, config } = consumingRig();
        const got: string[] = [];
        const { consumer: one } = consumer("c", ({ topic, epoch }) => void got.push(`${epoch} ${topic}`));
        const add = (epoch: number, i: number): void => {
          const origin = isForeign ? [] : ["origin", `${epoch}-${i}-1-p`, "key", "k"];
          redis.run(
            "XADD", config.stream, "*", "topic", `t${i}`, "type", "T", "payload", "x", "encoding", "json",
            ...origin,
          );
        };
        await run(undefined, () => {
          void one.start();
          for (let i = 1; i <= restartAfter; i++) add(1, i);
          for (let i = 1; i <= 120; i++) at(ms(200), () => add(2, i));
          at(sec(3), () => void one.stop());
        });
        expect(got).toHaveLength(restartAfter + 120);
      }),
      { numRuns: 10 },
    );
  });
});

describe("what servers are known to do wrong", () => {
  /** Forty messages, and a meddler that may change what the store gives to a consumer. */
  const meddled = async (meddle: (rig: ReturnType<typeof consumingRig>) => void, names: readonly string[] = ["c"]) => {
    const rig = consumingRig({ consumer: { claimIdle: sec(1), claimInterval: ms(300), batch: 5 } });
    const memory = new GroupMemory();
    const effects: number[] = [];
    const made = names.map((name) => rig.consumer(name, async ({ sequence }) => {
      await rig.clock.sleep(ms(3), "handler");
      effects.push(sequence);
    }, { memory }));
    await rig.run(undefined, () => {
      for (const { consumer } of made) void consumer.start();
      for (let i = 0; i < 40; i++) rig.at(ms(10 * i), () => void rig.send({ key: `k${i % 3}` }));
      meddle(rig);
      rig.at(sec(20), () => made.forEach(({ consumer }) => void consumer.stop()));
    });
    expect([...effects].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(rig.pending()).toBe(0);
    return made.flatMap(({ log }) => log).filter((line) => line.includes("duplicate")).length;
  };

  test("acknowledged entries that are pending again after a failover are acknowledged again, not handled again", async () => {
    const duplicates = await meddled(({ at, redis, config }) =>
      at(ms(300), () => {
        for (const [id] of redis.entries(config.stream).slice(0, 15))
          redis.run("XCLAIM", config.stream, config.group, "c", 0, id, "TIME", 1, "FORCE");
      }),
    );
    expect(duplicates).toBeGreaterThanOrEqual(10);
  });

  test("a group whose last delivered id goes back after a restart gets entries a second time, and handles none of them", async () => {
    const duplicates = await meddled(({ at, redis, config }) =>
      at(ms(300), () => void redis.run("XGROUP", "SETID", config.stream, config.group, "0")),
    );
    expect(duplicates).toBeGreaterThanOrEqual(20);
  });

  test("two consumers that wait and are given the same entries handle each once between them", async () => {
    const duplicates = await meddled(({ at, redis, config }) => {
      for (let i = 0; i < 40; i++) {
        at(ms(10 * i) + 1, () => {
          const last = redis.entries(config.stream).at(-2)?.[0];
          if (last !== undefined) redis.run("XGROUP", "SETID", config.stream, config.group, last);
        });
      }
    }, ["a", "b"]);
    expect(duplicates).toBeGreaterThan(0);
  });
});
