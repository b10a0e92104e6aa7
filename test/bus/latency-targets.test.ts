import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { checkConfig, fileForm } from "../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../src/bus/config/enhanced-spec.ts";
import { PRESETS } from "../../src/bus/config/presets.ts";
import { PRIORITIES, Priority, priorityName } from "../../src/bus/priority.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { ms, sec, us } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

/** Messages a second, and the origin design's mix of classes in percent. */
const LOAD = 10_000;
const MIX: readonly (readonly [Priority, number])[] = [
  [Priority.CRITICAL, 5], [Priority.HIGH, 15], [Priority.NORMAL, 70], [Priority.LOW, 10],
];
/** From a write to its acknowledgement. A batch of 100 each 100 us is a hundred times the load. */
const LINK = us(100);

/** Waits in the buffer, by class, in ascending order. */
async function waitsOf(seed: number, config = DEFAULT_CONFIG): Promise<ReadonlyMap<Priority, readonly number[]>> {
  const world = simulated();
  const random = new RandomStream(seed, "load");
  const waits = new Map<Priority, number[]>(PRIORITIES.map((priority) => [priority, []]));
  const { store } = timedStore(world, () => ({ after: LINK }));
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store, producer: "p", epoch: 1, jitter: () => 0, onFault: world.fail,
    probe: { ...producerLog().probe, sent: (batch) => {
      for (const { priority, acceptedAt } of batch) waits.get(priority)!.push(world.scheduler.now - acceptedAt);
    } },
  });
  const duration = sec(1) / 4;
  await world.run(undefined, () => {
    for (let n = 0; n < LOAD / 4; n++) {
      const drawn = random.below(100);
      let share = 0;
      const [priority] = MIX.find(([, percent]) => drawn < (share += percent))!;
      world.clock.after(
        random.below(duration), "test",
        () =>
          void client.publish({
            topic: "t", type: "T", payload: new Uint8Array(8), priority, key: `k${random.below(50)}`,
          }),
      );
    }
  });
  for (const sorted of waits.values()) sorted.sort((a, b) => a - b);
  return waits;
}

describe("latency targets", () => {
  test("simulated, at a hundredth of the capacity over a fixed link: the 99th percentile of each class's wait is within its target", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), fc.constantFrom(...Object.values(PRESETS)), async (seed, config) => {
        for (const [priority, waits] of await waitsOf(seed, config)) {
          const { flushInterval, latencyTarget } = config.buffers[priorityName(priority)];
          expect(waits.length).toBeGreaterThan(50);
          const p99 = waits[Math.ceil(waits.length * 0.99) - 1]!;
          expect(p99).toBeLessThanOrEqual(latencyTarget);
          // No wait at all is longer than the interval and the batch in service.
          expect(waits.at(-1)).toBeLessThanOrEqual(flushInterval + LINK);
        }
      }),
      { numRuns: 5 },
    );
  });

  test("simulated: with an interval for everything, as the origin had it, the urgent classes miss theirs", async () => {
    const slow = { flushInterval: ms(100) };
    const waits = await waitsOf(1, configWith({ CRITICAL: slow, HIGH: slow, NORMAL: slow, LOW: slow }));
    const { latencyTarget } = DEFAULT_CONFIG.buffers.CRITICAL;
    expect(waits.get(Priority.CRITICAL)!.filter((wait) => wait > latencyTarget).length).toBeGreaterThan(50);
  });

  test.each(PRIORITIES.map((priority) => [priorityName(priority)] as const))(
    "an interval above %s's target is refused, one at it is not, and a target can be set",
    (name) => {
      const form = fileForm(ENHANCED_SPEC, DEFAULT_CONFIG) as { buffers: Record<string, { latencyTargetMs: number }> };
      const target = form.buffers[name]!.latencyTargetMs;
      const errorsOf = (buffer: object): string[] =>
        checkConfig(ENHANCED_SPEC, { buffers: { [name]: buffer } }).errors.map(({ path }) => path);
      expect(errorsOf({ flushIntervalMs: target })).toEqual([]);
      expect(errorsOf({ flushIntervalMs: target + 0.001 })).toEqual([`$.buffers.${name}.flushIntervalMs`]);
      expect(errorsOf({ flushIntervalMs: 60, latencyTargetMs: 60 })).toEqual([]);
      expect(errorsOf({ latencyTargetMs: 0.001 })).toHaveLength(1);
    },
  );

  test("a client, asked to run what the validator refuses, throws the validator's errors", () => {
    const world = simulated();
    const { store } = timedStore(world, () => ({ after: 1 }));
    const made = (config: typeof DEFAULT_CONFIG) => () =>
      new BufferedMessageBusClient({
        config, clock: world.clock, store, producer: "p", epoch: 1, jitter: () => 0, onFault: world.fail,
        probe: producerLog().probe,
      });
    const { buffers } = DEFAULT_CONFIG;
    // Three messages a batch would leave the urgent class none.
    expect(made({ ...DEFAULT_CONFIG, batch: 3 })).toThrow(/batch: found the number 3/);
    expect(
      made({ ...DEFAULT_CONFIG, buffers: { ...buffers, CRITICAL: { ...buffers.CRITICAL, flushInterval: ms(1) } } }),
    ).toThrow(/latency target of 500 us/);
    expect(made({ ...DEFAULT_CONFIG, buffers: { ...buffers, LOW: { ...buffers.LOW, lowWater: 9_000 } } })).toThrow(
      /lowWater below highWater/,
    );
    expect(made(DEFAULT_CONFIG)).not.toThrow();
  });
});
