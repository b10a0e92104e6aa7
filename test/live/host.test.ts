import { expect, test } from "vitest";
import { liveHost } from "../../src/live/host.ts";

const host = liveHost();

test("hop runs its body outside any microtask, so that the synchronous drain works there", async () => {
  const drain = host.drains.find((one) => one.synchronous)!;
  const order: string[] = [];
  await host.hop(() => {
    void Promise.resolve().then(() => order.push("reaction"));
    void drain.drain();
    order.push("after the drain");
  });
  expect(order).toEqual(["reaction", "after the drain"]);
});

test("hop passes on what its body returns, promises or throws", async () => {
  await expect(host.hop(() => 1)).resolves.toBe(1);
  await expect(host.hop(() => Promise.resolve(2))).resolves.toBe(2);
  await expect(host.hop(() => { throw new Error("thrown"); })).rejects.toThrow("thrown");
  await expect(host.hop(() => Promise.reject(new Error("rejected")))).rejects.toThrow("rejected");
});

test("wall time and memory can be read while the guard is armed", () => {
  const before = host.wallNanoseconds();
  const armed = host.guard.arm("traps");
  try {
    expect(host.wallNanoseconds()).toBeGreaterThanOrEqual(before);
    expect(host.rssBytes()).toBeGreaterThan(1_000_000);
  } finally {
    expect(armed.disarm()).toEqual([]);
  }
});

test("a rejection that nobody handles is reported inside the synchronous drain, and to nobody else", async () => {
  const drain = host.drains.find((one) => one.synchronous)!;
  const listenersBefore = process.listeners("unhandledRejection");
  const reported: unknown[] = [];
  await host.hop(() => {
    const endWatch = host.watchRejections((reason) => reported.push(reason));
    void Promise.reject(new Error("nobody handles this"));
    void drain.drain();
    endWatch();
    endWatch();
  });
  expect(reported).toEqual([new Error("nobody handles this")]);
  expect(process.listeners("unhandledRejection")).toEqual(listenersBefore);
});

test("with an asynchronous drain an unhandled rejection is reported by the next macrotask", async () => {
  const drain = host.drains.find((one) => !one.synchronous)!;
  const reported: unknown[] = [];
  const endWatch = await host.hop(async () => {
    const end = host.watchRejections((reason) => reported.push(reason));
    void Promise.reject(new Error("nobody handles this"));
    await drain.drain();
    return end;
  });
  await host.hop(() => undefined);
  endWatch();
  expect(reported).toEqual([new Error("nobody handles this")]);
});
