import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { PRIORITIES } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, us } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { fieldOf } from "../support/scripted-store.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore, type Fate } from "../support/timed-store.ts";

/** Where a write can fail: what of it is applied, and what the producer is told. */
const FAILURES = {
  "nothing arrives": { applied: 0, error: new StoreError("unknown", "connection refused") },
  "it breaks in the middle": { applied: 0.5, error: new StoreError("unknown", "connection reset") },
  "all is applied and the reply is lost": { applied: 1, error: new StoreError("unknown", "command timed out") },
  "the server refuses all": {
    applied: 0, error: new StoreError("refused", "OOM command not allowed when used memory > 'maxmemory'."),
  },
  "the server refuses the rest": {
    applied: 0.5, error: new StoreError("refused", "READONLY You can't write against a read only replica."),
  },
  "the server is loading": {
    applied: 0, error: new StoreError("refused", "LOADING Redis is loading the dataset in memory"),
  },
  "it is a replica without its master": {
    applied: 0, error: new StoreError("refused", "MASTERDOWN Link with MASTER is down"),
  },
  "it arrives": { applied: 1, error: undefined },
} as const;
type Failure = keyof typeof FAILURES;

const fate = (failure: Failure, length: number): Fate => {
  const { applied, error } = FAILURES[failure];
  return { after: us(50), applied: Math.floor(applied * length), ...(error === undefined ? {} : { error }) };
};

/**
 * Publishes `count` messages of all classes and returns, by topic, the origins under which they were applied, in order.
 */
async function play(count: number, failures: readonly Failure[]) {
  const world = simulated();
  const { store, writes } = timedStore(world, (write, entries) =>
    fate(failures[write] ?? "it arrives", entries.length),
  );
  const observed = producerLog();
  const client = new BufferedMessageBusClient({
    config: configWith({ batch: 8 }), clock: world.clock, store, producer: "p", epoch: 1, probe: observed.probe,
    jitter: () => 0, onFault: world.fail,
  });
  await world.run(undefined, () => {
    for (let n = 0; n < count; n++) {
      world.clock.after(
        us(200 * n), "test",
        () =>
          void client.publish({
            topic: `m${n}`, type: "T", payload: new Uint8Array(1), priority: PRIORITIES[n % 4]!, key: `k${n % 3}`,
          }),
      );
    }
  });
  const applied = new Map<string, string[]>();
  for (const { entries, applied: length } of writes) {
    for (const entry of entries.slice(0, length))
      applied.set(fieldOf(entry, "topic"), [...(applied.get(fieldOf(entry, "topic")) ?? []), fieldOf(entry, "origin")]);
  }
  return { client, applied, counts: observed.counts, pending: world.scheduler.pending };
}

const topics = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`).sort();

describe("a failed write", () => {
  test.each(Object.keys(FAILURES) as Failure[])(
    "at the point where %s: nothing is lost, and what comes twice has the same identity",
    async (failure) => {
      for (const at of [0, 1, 3]) {
        const { applied, client, counts, pending } = await play(40, [
          ...Array.from({ length: at }, () => "it arrives" as const),
          failure, failure,
        ]);
        expect([...applied.keys()].sort()).toEqual(topics(40));
        for (const origins of applied.values()) expect(new Set(origins).size).toBe(1);
        expect([client.held, client.health.state, counts.dropped, pending]).toEqual([0, "connected", 0, 0]);
      }
    },
  );

  test("any number of times, at any points: nothing is lost, identities hold, each key's first arrivals are in the order of publication", async () => {
    const failures = fc.array(fc.constantFrom(...(Object.keys(FAILURES) as Failure[])), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(failures, fc.integer({ min: 1, max: 60 }), async (given, count) => {
        const { applied, client, counts } = await play(count, given);
        expect([...applied.keys()].sort()).toEqual(topics(count));
        for (const origins of applied.values()) expect(new Set(origins).size).toBe(1);
        const arrivals = [...applied.keys()].map((topic) => Number(topic.slice(1)));
        for (const key of [0, 1, 2]) {
          const ofKey = arrivals.filter((n) => n % 3 === key);
          expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
        }
        expect([client.held, counts.stored, counts.dropped]).toEqual([0, count, 0]);
      }),
      { numRuns: 40 },
    );
  });

  test("with a limit of attempts the producer gives up when it is reached, says so, drops all it holds with that reason, and is closed", async () => {
    const world = simulated();
    const { store, writes } = timedStore(world, () => ({
      after: us(50), applied: 0, error: new StoreError("refused", "OOM command not allowed"),
    }));
    const observed = producerLog();
    const told: string[] = [];
    const client = new BufferedMessageBusClient({
      config: configWith({ retry: { base: ms(10), cap: ms(1_000), attempts: 4 } }), clock: world.clock, store,
      producer: "p", epoch: 1, probe: observed.probe, jitter: () => 0, onFault: world.fail,
      onHealth: ({ state, code }) => told.push(`${state} ${String(code)}`),
    });
    const publish = (topic: string) =>
      client.publish({ topic, type: "T", payload: new Uint8Array(1), priority: 3, key: topic });
    await world.run(undefined, () => {
      publish("in service");
      publish("queued");
    });
    // Half of 10, 20 and 40 ms between the four, and 50 us each.
    expect([writes.length, world.scheduler.now]).toEqual([4, ms(35) + us(200)]);
    expect(told).toEqual(["retrying OOM", "gave-up OOM"]);
    expect(client.health.reason).toMatch(/4 attempts failed, the last: OOM/);
    expect(observed.log.filter((line) => line.startsWith("dropped"))).toEqual([
      "dropped queued gave-up", "dropped in service gave-up",
    ]);
    expect([publish("too late"), client.held, world.scheduler.pending]).toEqual(["closed", 0, 0]);
    let outcome: unknown;
    await world.run(undefined, () => void client.close().then((value) => (outcome = value)));
    expect([outcome, client.health.state]).toEqual([{ end: "gave-up", leftovers: 2 }, "closed"]);
  });
});
