import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { LIVES } from "../../src/bus/epoch.ts";
import { Cpu } from "../../src/kernel/cpu.ts";
import { Decisions } from "../../src/kernel/decisions.ts";
import { ms, sec } from "../../src/kernel/time.ts";
import { Deployment } from "../../src/redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../src/redis/link.ts";
import { ModelStore } from "../../src/redis/stores/model-store.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { EPOCH_UNIX_MS, simulated } from "../support/simulated.ts";

const CONFIG = configWith({
  wire: { ...configWith({}).wire, fenced: true }, retry: { base: ms(10), cap: ms(100), attempts: 0 },
});

/** A master and a replica that is `lag` behind, and lives of one producer. */
function rig(lag = ms(1)) {
  const world = simulated();
  const { scheduler, clock } = world;
  const decisions = new Decisions(1, { enabled: [] });
  const deployment = new Deployment({
    scheduler, decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2", persistence: { kind: "none" }, replicas: 1,
    replicaLag: [lag],
  });
  /** Messages by the identity under which some server has them; the topics must be the same wherever that is. */
  const identities = new Map<string, Set<string>>();
  const live = (name: string, life: number) => {
    const observed = producerLog();
    const states: string[] = [];
    const stored: string[] = [];
    const store = new ModelStore({
      scheduler, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node: name, latency: LAN_LATENCY,
      decisions, commandTimeout: ms(500),
      onApplied: (_stream, entries) => {
        for (const fields of entries)
          identities.set(String(fields[9]), (identities.get(String(fields[9])) ?? new Set()).add(String(fields[1])));
      },
    });
    const client = new BufferedMessageBusClient({
      config: CONFIG, clock, store, epochs: store, producer: "feed", life, jitter: () => 0, onFault: world.fail,
      probe: { ...observed.probe, stored: (messages) => void stored.push(...messages.map(({ topic }) => topic)) },
      onHealth: ({ state, code }) => states.push(code === undefined ? state : `${state} ${code}`),
    });
    let sent = 0;
    const publish = (count = 1): void => {
      for (let i = 0; i < count; i++)
        client.publish({ topic: `${name}${sent++}`, type: "T", payload: new Uint8Array(1), priority: 3, key: "k" });
    };
    return { ...observed, client, publish, states, stored, start: () => void client.start() };
  };
  const entries = (): string[] => {
    const { server } = deployment.master;
    const session = server!.connect({ deliver: () => {} });
    const reply = server!.apply(
      session, ["XRANGE", CONFIG.stream, "-", "+"], deployment.master.nowUs,
    ) as readonly (readonly [string, readonly string[]])[];
    return reply.map(([, fields]) => fields[1]!);
  };
  const epochsOf = (topics: string): number[] =>
    [...identities].filter(([, of]) => [...of][0]!.startsWith(topics)).map(([origin]) => Number(origin.split("-")[0]));
  const ambiguous = (): string[] => [...identities].filter(([, topics]) => topics.size > 1).map(([origin]) => origin);
  return { ...world, deployment, live, entries, epochsOf, ambiguous };
}

describe("a producer that takes its epoch when it starts", () => {
  test("holds what is published before, and sends it under an epoch of its own", async () => {
    const { run, deployment, live, entries } = rig();
    await run(sec(1), () => deployment.start());
    const a = live("a", 5);
    await run(sec(2), () => a.publish(3));
    expect([a.client.held, a.client.health.state, a.states]).toEqual([3, "starting", []]);
    await run(sec(3), a.start);
    expect([entries(), a.client.held, a.client.health.state]).toEqual([["a0", "a1", "a2"], 0, "connected"]);
  });

  test("fences its earlier life at once: that is told so, drops what it holds with that reason, and is refused for good", async () => {
    const { run, deployment, live, entries, ambiguous } = rig();
    await run(sec(1), () => deployment.start());
    // The greater draw is the earlier life's: it must not help.
    const [a, b] = [live("a", LIVES - 1), live("b", 0)];
    await run(sec(2), () => {
      a.start();
      a.publish(2);
    });
    await run(sec(3), b.start);
    await run(sec(4), () => a.publish(2));
    expect([a.client.health.state, a.client.health.reason]).toEqual([
      "fenced", expect.stringContaining("FENCED the producer has moved on"),
    ]);
    expect(a.states).toEqual(["connected", "fenced FENCED"]);
    expect(a.log.filter((line) => line.startsWith("dropped"))).toEqual(["dropped a3 fenced", "dropped a2 fenced"]);
    await run(sec(5), () => {
      a.publish();
      b.publish(2);
    });
    expect([entries(), b.client.health.state, a.counts.refused, ambiguous()]).toEqual([
      ["a0", "a1", "b0", "b1"], "connected", 1, [],
    ]);
  });

  test("is not mistaken for a life of the same count, after a failover that lost the count", async () => {
    for (const [drawA, drawB] of [[1, 2], [2, 1]] as const) {
      const { run, deployment, live, entries, epochsOf, ambiguous } = rig(sec(5));
      await run(sec(1), () => deployment.start());
      await run(sec(7));
      const [a, b] = [live("a", drawA), live("b", drawB)];
      await run(sec(8), () => {
        a.start();
        a.publish(3);
      });
      expect(a.stored).toEqual(["a0", "a1", "a2"]);
      // The replica has none of it: what the new master counts, the old one had counted before.
      await run(sec(9), () => void deployment.failover());
      await run(sec(12), b.start);
      await run(sec(13), () => b.publish(3));
      await run(sec(14), () => a.publish(3));
      await run(sec(20), () => b.publish(3));
      const [epochA, epochB] = [epochsOf("a")[0]!, epochsOf("b")[0]!];
      expect([Math.floor(epochA / (2 * LIVES)), epochA === epochB]).toEqual([Math.floor(epochB / (2 * LIVES)), false]);
      // One of the two goes on, and whatever it says is stored is there; the other knows.
      const [first, second] = [a, b].sort(
        (x, y) => Number(x.client.health.state === "fenced") - Number(y.client.health.state === "fenced"),
      );
      expect([first!.client.health.state, second!.client.health.state]).toEqual(["connected", "fenced"]);
      const kept = [...a.stored.slice(3), ...b.stored];
      expect([...entries()].sort()).toEqual([...kept].sort());
      expect(kept.length).toBeGreaterThanOrEqual(6);
      expect(ambiguous()).toEqual([]);
    }
  });

  test("is told apart from its predecessor in a split brain, which is refused when the partition ends", async () => {
    const { run, deployment, live, entries, ambiguous } = rig();
    await run(sec(1), () => deployment.start());
    const [a, b] = [live("a", 3), live("b", 4)];
    await run(sec(2), () => {
      a.start();
      a.publish();
    });
    await run(sec(3), () => {
      deployment.partition("redis-0", { clients: "kept" });
      deployment.failover();
    });
    await run(sec(5), () => {
      b.start();
      b.publish(2);
      // Its connection is to the old master, which takes everything.
      a.publish(2);
    });
    expect([a.stored, b.stored, a.client.health.state]).toEqual([["a0", "a1", "a2"], ["b0", "b1"], "connected"]);
    await run(sec(6), () => {
      deployment.heal("redis-0");
      deployment.demote("redis-0");
    });
    await run(sec(12), () => a.publish(2));
    expect([a.client.health.state, a.client.held, a.counts.dropped]).toEqual(["fenced", 0, 2]);
    await run(sec(14), () => b.publish());
    expect([entries(), ambiguous()]).toEqual([["a0", "b0", "b1", "b2"], []]);
  });
});

test("one producer survives full memory, a restart that loads, and a failover, and says each time what it is doing", async () => {
  const { run, deployment, live, entries } = rig();
  await run(sec(1), () => deployment.start());
  const a = live("a", 1);
  await run(sec(2), () => {
    a.start();
    a.publish();
  });
  await run(sec(3), () => {
    deployment.fillMemory("redis-0", "noeviction");
    a.publish(5);
  });
  expect([a.client.health.state, a.client.health.code]).toEqual(["retrying", "OOM"]);
  await run(sec(4), () => deployment.freeMemory("redis-0"));
  expect([a.client.health.state, a.client.held]).toEqual(["connected", 0]);
  await run(sec(5), () => {
    deployment.crash("redis-0", "process");
    a.publish(5);
  });
  expect([a.client.health.state, a.client.health.code]).toEqual(["retrying", "NO-ANSWER"]);
  await run(sec(15), () => deployment.restart("redis-0"));
  await run(sec(16), () => void deployment.failover());
  await run(sec(25), () => a.publish(5));
  expect([a.client.health.state, a.client.held, a.counts.dropped]).toEqual(["connected", 0, 0]);
  expect(a.stored).toEqual(Array.from({ length: 16 }, (_, n) => `a${n}`));
  expect(entries().slice(-5)).toEqual(["a11", "a12", "a13", "a14", "a15"]);
  expect(a.states.filter((state) => state.startsWith("retrying")).map((state) => state.split(" ")[1])).toEqual(
    expect.arrayContaining(["OOM", "NO-ANSWER"]),
  );
});
