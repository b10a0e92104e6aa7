import { expect, test } from "vitest";
import { traceId, TraceSampler, type TraceSpan } from "../../../src/bus/tracing.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";

test("a followed message's spans reach from its arrival over every attempt to the end of its handler; others have none", async () => {
  const { run, config, consumer, send, at, clock } = consumingRig();
  const tracing = { enabled: true, samplesPerMillion: 250_000, seed: 7 };
  const spans: TraceSpan[] = [];
  const { consumer: one } = consumer(
    "c",
    async ({ sequence }) => {
      await clock.sleep(ms(2), "handler");
      if (
        sequence === failing &&
        spans.filter(({ trace, step }) => trace === traceId("p", 1, failing) && step === "delivered").length === 1
      )
        throw new Error("once");
    },
    { config: { ...config, tracing }, onSpan: (span) => void spans.push(span) },
  );
  const sampler = new TraceSampler(tracing, "p", 1);
  const followed = Array.from({ length: 40 }, (_, i) => i + 1).filter((sequence) => sampler.follows(sequence));
  const failing = followed[3]!;
  await run(undefined, () => {
    void one.start();
    for (let i = 0; i < 40; i++) at(ms(10 * i), () => void send({ key: `k${i}` }));
    at(sec(3), () => void one.stop());
  });
  expect(followed.length).toBe(10);
  expect(new Set(spans.map(({ trace }) => trace))).toEqual(
    new Set(followed.map((sequence) => traceId("p", 1, sequence))),
  );
  const of = (sequence: number): string[] =>
    spans.filter(({ trace }) => trace === traceId("p", 1, sequence)).map(({ step, attempt }) => `${step} ${attempt}`);
  expect(of(followed[0]!)).toEqual(["delivered 1", "handled 1"]);
  expect(of(failing)).toEqual(["delivered 1", "handled 1", "delivered 2", "handled 2"]);
  for (const { step, from, to } of spans)
    expect(step === "handled" ? to - from : Math.max(0, from - to)).toBe(step === "handled" ? ms(2) : 0);
});
