import { expect, test } from "vitest";
import { chooseDrain, selfTestDrain, type Drain } from "../../src/kernel/host.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";

const host = liveHost();
const byName = (drains: readonly Drain[]) => drains.map((drain) => [drain.name, drain] as const);

const asynchronous = (name: string, drain: () => Promise<void>): Drain => ({
  name, synchronous: false, drain, drainThen: (next, failed) => void drain().then(next, failed),
});

/** Drains that look right and are not: what the self-test is there to catch. */
const broken: readonly Drain[] = [
  { name: "none", synchronous: true, drain: () => undefined },
  asynchronous("one await", async () => { await undefined; }),
  asynchronous("fifty awaits", async () => { for (let tick = 0; tick < 50; tick++) await undefined; }),
  asynchronous("one tick", async () => {
    await undefined;
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }),
];

test.each(byName(liveDrains()))("the live drain %s passes the self-test", async (_name, drain) => {
  await selfTestDrain(drain, host);
});

test.each(byName(broken))("a drain that does too little (%s) fails the self-test", async (_name, drain) => {
  await expect(selfTestDrain(drain, host)).rejects.toMatchObject({ code: "E_DRAIN" });
});

test("the self-test names the kinds of work that were left behind", async () => {
  await expect(selfTestDrain(broken[3]!, host)).rejects.toThrow("left work behind: nextTicks queued by microtasks");
});

test("a synchronous drain called inside a microtask, where Node ignores it, fails the self-test", async () => {
  const hop = <T>(body: () => T | Promise<T>): Promise<T> => Promise.resolve().then(body);
  const drain = liveDrains().find((one) => one.synchronous)!;
  await expect(selfTestDrain(drain, { hop, nextTick: host.nextTick })).rejects.toMatchObject({ code: "E_DRAIN" });
});

test("the first drain that works is chosen", async () => {
  const working = liveDrains();
  expect(await chooseDrain({ ...host, drains: [...broken, ...working] })).toBe(working[0]);
});

test("a host without a working drain is refused, with the reason of each", async () => {
  const refusal = await chooseDrain({ ...host, drains: broken }).catch((error: unknown) => error);
  const message = "no drain works on this host; tried none, one await, fifty awaits, one tick";
  expect(refusal).toMatchObject({ code: "E_DRAIN", message });
  expect((refusal as { cause: AggregateError }).cause.errors).toHaveLength(broken.length);
});
