import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import type { BusStatus } from "../../../src/bus/factory/managed-message-bus.ts";
import type { ProducerProbe } from "../../../src/bus/probe.ts";
import type { Priority } from "../../../src/bus/priority.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { producerLog } from "../../support/probes.ts";
import { busWorld } from "./bus-world.ts";

const KEYS = 3;
const FAULTS = ["request-lost", "reply-lost", "duplicated", "half-applied", "partition"];
const SIDES = 12;

interface Story {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly publications: readonly { readonly gapUs: number; readonly key: number; readonly priority: number }[];
  /** At which publication to change, and to what. */
  readonly switches: readonly { readonly at: number; readonly to: "standard" | "enhanced" | "other" | "broken" }[];
  /** The server cannot be reached for so long, from that publication on. */
  readonly outage: { readonly at: number; readonly lastingMs: number };
  readonly drainLimitMs: number;
}

const stories: fc.Arbitrary<Story> = fc.record({
  seed: fc.nat(), faults: fc.subarray(FAULTS),
  publications: fc.array(
    fc.record({ gapUs: fc.nat({ max: 4_000 }), key: fc.nat({ max: KEYS - 1 }), priority: fc.nat({ max: 3 }) }),
    { minLength: 20, maxLength: 80 },
  ),
  switches: fc.array(
    fc.record({ at: fc.nat({ max: 80 }), to: fc.constantFrom("standard", "enhanced", "other", "broken") }),
    { minLength: 1, maxLength: 5 },
  ),
  outage: fc.record({ at: fc.nat({ max: 80 }), lastingMs: fc.constantFrom(0, 20, 800) }),
  drainLimitMs: fc.constantFrom(100, 5_000),
});

/** The same stream, other batches. */
const CONFIGS = {
  standard: undefined, enhanced: DEFAULT_CONFIG, other: { ...DEFAULT_CONFIG, batch: 8 },
  broken: { stream: "s", batch: 0 },
};

/** Plays a story, and says what became of each publication: numbers in the order in which things happened. */
async function played({ seed, faults, publications, switches, outage, drainLimitMs }: Story) {
  const sites = ["TRADER-001", "OTHER-002"].flatMap((node) =>
    Array.from({ length: SIDES }, (_, n) => faults.map((fault) => `fault.${node}-${n}.${fault}`)).flat(),
  );
  const { play, create, redis, sleep, problems } = busWorld({ seed, faults: sites });
  const numberOf = (payload: string): number => Number(payload.slice(payload.indexOf(":") + 1));
  const [local, remote, accepted, stored, dropped] = [[], [], [], [], []] as number[][] as [
    number[], number[], number[], number[], number[],
  ];
  const ordinals = new Map<unknown, number>();
  let current = 0;
  const probe: ProducerProbe = {
    ...producerLog().probe,
    accepted: (message) => {
      ordinals.set(message, current);
      accepted.push(current);
    },
    stored: (messages) => messages.forEach((message) => stored.push(ordinals.get(message) ?? -1)),
    dropped: (message) => void dropped.push(ordinals.get(message) ?? -1),
  };
  const statuses: Promise<BusStatus>[] = [];
  let health: ReturnType<Awaited<ReturnType<typeof create>>["health"]> | undefined;
  await play(async () => {
    const listening = await create(DEFAULT_CONFIG, { traderId: "OTHER-002", consumer: "c1", streamingTypes: ["N"] });
    listening.bus.subscribe("data.*", (message) => remote.push(numberOf(message)));
    const managed = await create(undefined, { probes: { producer: probe }, drainLimit: ms(drainLimitMs) });
    const { bus } = managed;
    bus.subscribe("data.*", (message) => local.push(numberOf(message)));
    for (const [at, { gapUs, key, priority }] of publications.entries()) {
      if (at === outage.at && outage.lastingMs > 0) {
        redis.deployment.partition("redis-0", { clients: "cut" });
        sleep(ms(outage.lastingMs)).then(() => redis.deployment.heal("redis-0"), () => {});
      }
      for (const change of switches) if (change.at === at) statuses.push(managed.switchTo(CONFIGS[change.to]));
      current = at;
      bus.publish(`data.trades.V.${key}`, `N:${at}`, true, { priority: priority as Priority, key: `k${key}` });
      await sleep(gapUs * 1_000);
    }
    await managed.stop();
    // A write that was given up under way is counted when its answer comes, or cannot come any more.
    await sleep(sec(30));
    health = managed.health();
    await listening.stop();
  });
  const keyOf = (number: number): number => publications[number]?.key ?? -1;
  return { local, remote, accepted, stored, dropped, problems, keyOf, statuses: await Promise.all(statuses), health };
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

describe("while messages flow", () => {
  test("a bus that changes between standard and enhanced loses nothing, repeats nothing and keeps the order of each key", async () => {
    let [switched, sent, outlived, given] = [0, 0, 0, 0];
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { local, remote, accepted, stored, dropped, keyOf, health, statuses } = await played(story);
        // In the process every handler is called once for each publication, in its order, whatever stands behind the
        // bus.
        expect(local).toEqual(story.publications.map((_, at) => at));
        // What was taken to be sent was stored or dropped, once.
        expect(sorted([...stored, ...dropped])).toEqual(sorted(accepted));
        expect(health).toMatchObject({
          kind: "standard", held: 0,
          counts: { accepted: accepted.length, stored: stored.length, dropped: dropped.length, refused: 0 },
        });
        // What was stored is handled elsewhere, once. A message may have been given up without knowing that it had
        // arrived.
        expect(new Set(remote).size).toBe(remote.length);
        expect(stored.filter((number) => !remote.includes(number))).toEqual([]);
        expect(remote.filter((number) => !accepted.includes(number))).toEqual([]);
        for (let key = 0; key < KEYS; key++) {
          const ofKey = remote.filter((number) => keyOf(number) === key);
          expect(ofKey).toEqual(sorted(ofKey));
        }
        switched += statuses.filter(({ failure }) => failure === undefined).length;
        outlived += statuses.filter(({ failure }) => failure !== undefined).length;
        sent += remote.length;
        given += dropped.length;
      }),
      { numRuns: 30, seed: 9, endOnFailure: true },
    );
    // The stories have been about something.
    expect(switched).toBeGreaterThan(20);
    expect(sent).toBeGreaterThan(100);
    expect(outlived).toBeGreaterThan(5);
    expect(given).toBeGreaterThan(0);
  }, 60_000);
});

describe("a switch", () => {
  test("keeps the bus, its handlers and its counters, and takes what is published from that instant on", async () => {
    const { play, create, read, textOf } = busWorld();
    await play(async () => {
      const managed = await create(undefined);
      const { bus } = managed;
      const got: string[] = [];
      bus.subscribe("a", (message) => got.push(message));
      bus.register("e", (message) => got.push(`sent ${message}`));
      bus.publish("a", "1");
      await managed.switchTo(DEFAULT_CONFIG);
      expect(managed.bus).toBe(bus);
      bus.publish("a", "2");
      bus.send("e", "3");
      await managed.switchTo(undefined);
      bus.publish("a", "4");
      expect([got, bus.pubCount, bus.sentCount, managed.health().switches]).toEqual([
        ["1", "2", "sent 3", "4"], 3, 1, 3,
      ]);
      await managed.stop();
    });
    expect(read(DEFAULT_CONFIG.stream).map(textOf)).toEqual(["2"]);
  });

  test.each([
    ["a configuration that is refused", { stream: "s", batch: 0 }, "config"],
    ["a server that is not there", { ...DEFAULT_CONFIG, batch: 8 }, "unreachable"],
  ] as const)("to %s leaves the bus in force as it was, with the reason", async (_name, config, cause) => {
    const { play, create, redis, sleep, read, failures } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG);
      await sleep(ms(10));
      if (cause === "unreachable") redis.deployment.partition("redis-0", { clients: "cut" });
      const status = await managed.switchTo(config);
      expect(status).toMatchObject({ kind: "enhanced", failure: { cause } });
      expect(managed.health()).toMatchObject({
        kind: "enhanced", failure: { cause }, counts: { fallbacks: 0, failedSwitches: 1 },
      });
      redis.deployment.heal("redis-0");
      managed.bus.publish("a", "still sent");
      const { drained } = await managed.stop();
      expect(drained.leftovers).toBe(0);
    });
    expect([read(DEFAULT_CONFIG.stream).length, failures.length]).toEqual([1, 1]);
  });

  test("to what is in force already changes nothing, however it is written", async () => {
    const { play, create, open } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG);
      const [before] = open;
      await managed.switchTo(DEFAULT_CONFIG);
      await managed.switchTo(JSON.stringify({ stream: DEFAULT_CONFIG.stream }));
      expect([[...open], managed.failure, managed.health().switches]).toEqual([[before], undefined, 1]);
      await managed.stop();
    });
  });

  test("asked for twice at once happens one after the other, and the last one counts", async () => {
    const { play, create, open } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG);
      const statuses = await Promise.all(
        [undefined, { ...DEFAULT_CONFIG, batch: 8 }, undefined, DEFAULT_CONFIG].map((config) =>
          managed.switchTo(config),
        ),
      );
      expect(statuses.map(({ kind }) => kind)).toEqual(["standard", "enhanced", "standard", "enhanced"]);
      expect([managed.kind, open.size]).toEqual(["enhanced", 1]);
      await managed.stop();
      expect(open.size).toBe(0);
    });
  });

  test("of a fenced producer waits until the old one has written: its next epoch would refuse the rest", async () => {
    const { play, create, sleep, read, textOf } = busWorld();
    await play(async () => {
      // Small batches: much of it is still held when the new side stands.
      const managed = await create(
        { ...DEFAULT_CONFIG, batch: 4 }, { wire: { layout: "enhanced", mode: "script", fenced: true } },
      );
      await sleep(ms(10));
      const publish = (i: number): void => managed.bus.publish("data.trades.V.S", `TradeTick:${i}`);
      for (let i = 0; i < 200; i++) publish(i);
      const changed = managed.switchTo({ ...DEFAULT_CONFIG, batch: 8 });
      for (let i = 200; i < 250; i++) {
        await sleep(50_000);
        publish(i);
      }
      expect((await changed).drained.held).toBeGreaterThan(50);
      expect((await changed).drained.leftovers).toBe(0);
      await managed.stop();
      expect(managed.health().counts).toMatchObject({ accepted: 250, stored: 250, dropped: 0, fallbacks: 0 });
    });
    expect(read(DEFAULT_CONFIG.stream).map(textOf)).toEqual(Array.from({ length: 250 }, (_, i) => `TradeTick:${i}`));
  });
});
