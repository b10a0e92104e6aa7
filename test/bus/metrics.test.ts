import fc from "fast-check";
import { expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import type { ProducerMetricsReport } from "../../src/bus/metrics.ts";
import type { Priority } from "../../src/bus/priority.ts";
import type { ProducerProbe } from "../../src/bus/probe.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, sec, us, type Duration, type Instant } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

const WINDOW = ms(500);
const END = sec(3);

interface Logged {
  readonly at: Instant;
  readonly what: string;
  /** From acceptance, of what was stored or sent. */
  readonly age: Duration;
}

/** When messages are published, evenly, ever faster, or in heaps. */
const LOADS: Readonly<Record<string, (n: number) => Instant>> = {
  constant: (n) => n * ms(2),
  ramp: (n) => Math.floor(Math.sqrt(n) * 75_000) * 1_000,
  burst: (n) => Math.floor(n / 300) * ms(700),
};

/** What happened in [from, to), from the log. */
function recount(log: readonly Logged[], from: Instant, to: Instant) {
  const inside = log.filter(({ at }) => at >= from && at < to);
  const count = (what: string): number => inside.filter((logged) => logged.what === what).length;
  return {
    accepted: count("accepted"), stored: count("stored"), late: count("late"), writes: count("write"),
    failedWrites: count("failure"),
    refused: { full: count("full"), closed: count("closed"), filtered: count("filtered") },
    dropped: { overflow: count("overflow"), closed: count("drop closed"), fenced: 0, "gave-up": 0 },
  };
}

function agrees(report: ProducerMetricsReport, log: readonly Logged[], now: Instant): void {
  const { from, to, window, total, latency } = report;
  // Whole tenths, the last of them over, and no more of them than ten.
  expect([to % (WINDOW / 10), now - to < WINDOW / 10, to - from]).toEqual([0, true, Math.min(to, WINDOW)]);
  expect(window).toEqual(recount(log, from, to));
  expect(total).toEqual(recount(log, 0, Infinity));
  const ages = log
    .filter(({ what, at }) => what === "stored" && at >= from && at < to)
    .map(({ age }) => age)
    .sort((a, b) => a - b);
  const rank = (numerator: number): number => ages[Math.max(1, Math.ceil((ages.length * numerator) / 100)) - 1] ?? 0;
  expect([latency.count, latency.sum, latency.max]).toEqual([
    ages.length, ages.reduce((sum, age) => sum + BigInt(age), 0n), ages.at(-1) ?? 0,
  ]);
  for (const [told, exact] of [[latency.p50, rank(50)], [latency.p99, rank(99)]] as const) {
    expect(told).toBeGreaterThanOrEqual(exact);
    expect(told - exact).toBeLessThanOrEqual(exact / 128);
  }
  expect(report.storedPerSecond).toBe(to === from ? 0 : Math.floor((window.stored * 1e9) / (to - from)));
  expect(report.failedPerMillion).toBe(
    window.writes === 0 ? 0 : Math.floor((window.failedWrites * 1e6) / window.writes),
  );
}

async function play(
  load: (n: number) => Instant, service: Duration, failing: number, asked: readonly Instant[],
): Promise<void> {
  const world = simulated();
  const log: Logged[] = [];
  const config = configWith({
    batch: 50, LOW: { capacity: 100, highWater: 80, lowWater: 10 }, typesFilter: ["Quiet"],
    metrics: { enabled: true, window: WINDOW },
  });
  const tell = (what: string, age = 0): void => void log.push({ at: world.scheduler.now, what, age });
  const target = [config.buffers.LOW, config.buffers.NORMAL, config.buffers.HIGH, config.buffers.CRITICAL].map(
    ({ latencyTarget }) => latencyTarget,
  );
  const probe: ProducerProbe = {
    accepted: () => tell("accepted"), refused: (_topic, _priority, reason) => tell(reason),
    dropped: (_message, reason) => tell(reason === "overflow" ? reason : `drop ${reason}`),
    sent: (batch, attempt) => {
      tell("write");
      if (attempt === 1)
        for (const { acceptedAt, priority } of batch)
          if (world.scheduler.now - acceptedAt > target[priority]!) tell("late");
    },
    stored: (messages) => messages.forEach(({ acceptedAt }) => tell("stored", world.scheduler.now - acceptedAt)),
    failed: () => tell("failure"),
  };
  const { store } = timedStore(world, (write, entries) =>
    write % 7 < failing
      ? { after: service, applied: 0, error: new StoreError("unknown", "reset") }
      : { after: service, applied: entries.length },
  );
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store, producer: "p", epoch: 1, probe, jitter: () => 0, onFault: world.fail,
  });
  await world.run(END, () => {
    for (let n = 0; n < 1_500; n++) {
      world.clock.after(
        load(n), "test",
        () =>
          void client.publish({
            topic: "t", type: n % 11 === 0 ? "Quiet" : "T", payload: new Uint8Array(1), priority: (n % 4) as Priority,
            key: `k${n % 9}`,
          }),
      );
    }
    for (const at of asked) world.clock.after(at, "test", () => agrees(client.metrics!, log, at));
  });
  client.abandon();
  agrees(client.metrics!, log, END);
  expect(recount(log, 0, Infinity).stored).toBeGreaterThan(0);
}

test.each(Object.keys(LOADS))(
  "under %s load, rate, latency, lateness, errors and losses are those recomputed from the log, at any instant",
  async (name) => {
    const asked = fc.array(fc.integer({ min: 0, max: 2_999_999 }).map((at) => us(at)), { minLength: 3, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(us(80), ms(2), ms(30)), fc.nat(3), asked, (service, failing, instants) =>
        play(LOADS[name]!, service, failing, instants),
      ),
      { numRuns: 4 },
    );
  },
);

test("at a constant load the rate is that of the load after any time, not one that grows with it", async () => {
  const world = simulated();
  const { store } = timedStore(world, () => ({ after: us(50) }));
  const client = new BufferedMessageBusClient({
    config: configWith({}), clock: world.clock, store, producer: "p", epoch: 1, jitter: () => 0, onFault: world.fail,
    probe: {
      accepted: () => {}, refused: () => {}, dropped: () => {}, sent: () => {}, stored: () => {}, failed: () => {},
    },
  });
  const rates: (number | undefined)[] = [];
  await world.run(sec(60), () => {
    for (let n = 0; n < 60 * 200; n++)
      world.clock.after(
        ms(5 * n + 1), "test",
        () => void client.publish({ topic: "t", type: "T", payload: new Uint8Array(1), priority: 3, key: "k" }),
      );
    for (const at of [2, 10, 30, 60])
      world.clock.after(sec(at) - 1, "test", () => rates.push(client.metrics?.storedPerSecond));
  });
  expect(rates).toEqual([200, 200, 200, 200]);
});
