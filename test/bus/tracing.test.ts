import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { StoreError } from "../../src/bus/store.ts";
import { traceId, TraceSampler, type TraceSpan } from "../../src/bus/tracing.ts";
import { ms, us } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { fieldOf } from "../support/scripted-store.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });

describe("sampling", () => {
  test("n messages hold the floor or the ceiling of n · rate, and exactly n · rate when that is whole, for any seed and anywhere", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }), seeds, fc.integer({ min: 1, max: 4_000 }), fc.nat(8_000_000_000),
        (samplesPerMillion, seed, n, far) => {
          const sampler = new TraceSampler({ enabled: true, samplesPerMillion, seed }, "p", 1);
          let count = 0;
          for (let sequence = 1; sequence <= n; sequence++) if (sampler.follows(sequence)) count++;
          const exact = BigInt(n) * BigInt(samplesPerMillion);
          const [floor, ceiling] = [Number(exact / 1_000_000n), Number((exact + 999_999n) / 1_000_000n)];
          expect(count).toBeGreaterThanOrEqual(floor);
          expect(count).toBeLessThanOrEqual(ceiling);
          // Far out too, between two ends of stretches: one of every ten.
          const tenth = new TraceSampler({ enabled: true, samplesPerMillion: 100_000, seed }, "p", 1);
          const from = far * 10;
          expect(Array.from({ length: 100 }, (_, i) => tenth.follows(from + i + 1)).filter(Boolean)).toHaveLength(10);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the origin's rate of 0.1 follows 1,000 of 10,000 messages, and another seed, producer or life follows others", () => {
    const followed = (seed: number, producer: string, epoch: number): number[] => {
      const sampler = new TraceSampler({ enabled: true, samplesPerMillion: 100_000, seed }, producer, epoch);
      return Array.from({ length: 10_000 }, (_, i) => i + 1).filter((sequence) => sampler.follows(sequence));
    };
    const all = [followed(1, "p", 1), followed(2, "p", 1), followed(1, "q", 1), followed(1, "p", 2)];
    for (const some of all) expect(some).toHaveLength(1_000);
    for (const other of all.slice(1))
      expect(other.filter((sequence) => all[0]!.includes(sequence)).length).toBeLessThan(200);
    expect(followed(1, "p", 1)).toEqual(all[0]);
  });

  test("none are followed when tracing is off, all at a million in a million", () => {
    const off = new TraceSampler({ enabled: false, samplesPerMillion: 1_000_000, seed: 0 }, "p", 1);
    const on = new TraceSampler({ enabled: true, samplesPerMillion: 1_000_000, seed: 0 }, "p", 1);
    for (let sequence = 1; sequence < 100; sequence++)
      expect([off.follows(sequence), on.follows(sequence)]).toEqual([false, true]);
  });
});

describe("the way of a message", () => {
  test("spans follow each sampled message from its publication to the acknowledgement without a gap, failed attempts and waits for room included", async () => {
    const world = simulated();
    const spans: TraceSpan[] = [];
    const { store, writes } = timedStore(world, (write) =>
      write % 3 === 1 ? { after: us(70), applied: 0, error: new StoreError("unknown", "reset") } : { after: us(100) },
    );
    const client = new BufferedMessageBusClient({
      config: configWith({
        batch: 4, HIGH: { capacity: 20, highWater: 10, lowWater: 2 },
        tracing: { enabled: true, samplesPerMillion: 250_000, seed: 9 },
      }),
      clock: world.clock, store, producer: "p", epoch: 3, jitter: () => 0, onFault: world.fail,
      probe: { ...producerLog().probe, traced: (span) => void spans.push(span) },
    });
    const called = new Map<string, number>();
    await world.run(undefined, () => {
      for (let n = 0; n < 80; n++) {
        world.clock.after(us(20 * n), "test", () => {
          called.set(`m${n}`, world.scheduler.now);
          void client.publishWhenRoom({
            topic: `m${n}`, type: "T", payload: new Uint8Array(1), priority: 2, key: `k${n}`,
          });
        });
      }
    });
    const traces = groups(spans);
    expect(traces.size).toBe(20);
    const sampler = new TraceSampler({ enabled: true, samplesPerMillion: 250_000, seed: 9 }, "p", 3);
    for (const [trace, [published, buffered, ...attempts]] of traces) {
      const sequence = Number(trace.split("/")[2]);
      expect([trace, sampler.follows(sequence)]).toEqual([traceId("p", 3, sequence), true]);
      const entry = writes
        .flatMap(({ entries }) => entries)
        .find((fields) => fieldOf(fields, "origin").startsWith(`3-${sequence}-`))!;
      expect([published?.step, published?.from]).toEqual(["published", called.get(fieldOf(entry, "topic"))]);
      expect([buffered?.step, buffered?.from]).toEqual(["buffered", published?.to]);
      expect(attempts[0]?.from).toBe(buffered?.to);
      expect(attempts.map(({ step }) => step)).toEqual([...attempts.slice(1).map(() => "sent"), "stored"]);
      for (const { step, from, to } of attempts) expect(to - from).toBe(step === "sent" ? us(70) : us(100));
      // A failed attempt and the next: 5 ms, half of the first wait.
      for (const [i, { from, attempt }] of attempts.slice(1).entries())
        expect([from - attempts[i]!.to, attempt]).toEqual([ms(5), attempts[i]!.attempt + 1]);
    }
    expect(spans.some(({ step, from, to }) => step === "published" && to > from)).toBe(true);
    expect(spans.some(({ step }) => step === "sent")).toBe(true);
  });
});

function groups(spans: readonly TraceSpan[]): Map<string, TraceSpan[]> {
  const traces = new Map<string, TraceSpan[]>();
  for (const span of spans) traces.set(span.trace, [...(traces.get(span.trace) ?? []), span]);
  return traces;
}
