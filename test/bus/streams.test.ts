import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG, type TrimConfig } from "../../src/bus/config/config.ts";
import { RedisStreamManager } from "../../src/bus/streams.ts";
import { ms, sec } from "../../src/kernel/time.ts";
import { streamLog } from "../support/probes.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../support/simulated.ts";

const STREAM = DEFAULT_CONFIG.stream;
const fields = (i: number): string[] => ["topic", "t", "payload", `message ${String(i).padStart(6, "0")}`];

function rig(trim: Partial<TrimConfig>) {
  const world = simulated();
  const redis = modelRedis(world);
  const observed = streamLog();
  const manager = new RedisStreamManager({
    config: { ...DEFAULT_CONFIG, trim: { ...DEFAULT_CONFIG.trim, ...trim } },
    clock: world.clock, epochUnixMs: EPOCH_UNIX_MS, store: redis.store("engine"), probe: observed.probe,
    onFault: world.fail,
  });
  const stream = {
    get length(): number {
      return redis.stream(STREAM)?.length ?? 0;
    },
    ids: () => redis.entries(STREAM).map(([id]) => id),
  };
  const add = (count: number): void => {
    for (let i = 0; i < count; i++) redis.run("XADD", STREAM, "*", ...fields(i));
  };
  /**
   * Makes a group that has read `read` entries and acknowledged all but the last `pending`; returns the first of those.
   */
  const group = (name: string, read: number, pending: number): string => {
    redis.run("XGROUP", "CREATE", STREAM, name, "0");
    if (read === 0) return "";
    redis.run("XREADGROUP", "GROUP", name, "c", "COUNT", read, "STREAMS", STREAM, ">");
    const ids = stream.ids().slice(0, read);
    const done = ids.slice(0, read - pending);
    if (done.length > 0) redis.run("XACK", STREAM, name, ...done);
    return ids[read - pending] ?? "";
  };
  const trimOnce = async (): Promise<number> => {
    let removed = -1;
    await world.run(undefined, () => void manager.trim().then((count) => (removed = count), world.fail));
    return removed;
  };
  return { ...world, redis, manager, stream, add, group, trimOnce, log: observed.log };
}

describe("by length", () => {
  test("acknowledged entries go, down to the limit and less than a node more", async () => {
    const { add, group, trimOnce, stream, log } = rig({ maxLength: 500 });
    add(1_000);
    group("g", 1_000, 0);
    const removed = await trimOnce();
    expect(stream.length).toBeGreaterThanOrEqual(500);
    expect(stream.length).toBeLessThan(600);
    expect(log).toEqual([`trimmed ${removed}`]);
  });

  test("no entry that a group has not acknowledged is passed; the trim stops there and says how much is overdue", async () => {
    const { add, group, trimOnce, stream, log } = rig({ maxLength: 100 });
    add(1_000);
    group("fast", 1_000, 0);
    const lowest = group("slow", 700, 400);
    await trimOnce();
    expect(stream.ids()).toContain(lowest);
    expect(stream.length).toBeGreaterThanOrEqual(700);
    expect(log.at(-2)).toBe(`held at ${lowest}, ${stream.length - 100} overdue`);
  });

  test("a group that has read nothing holds everything", async () => {
    const { add, group, trimOnce, stream } = rig({ maxLength: 10 });
    add(300);
    group("new", 0, 0);
    expect(await trimOnce()).toBe(0);
    expect(stream.length).toBe(300);
  });

  test("with the policy `report` the limit stands and the range that each group loses is named", async () => {
    const { add, group, trimOnce, stream, log } = rig({ maxLength: 100, unacknowledged: "report" });
    add(1_000);
    group("fast", 1_000, 0);
    const lowest = group("slow", 700, 400);
    await trimOnce();
    expect(stream.length).toBeLessThan(200);
    expect(log).toContain(`slow lost ${lowest} to ${stream.ids()[0]}`);
    expect(log.some((line) => line.startsWith("fast lost"))).toBe(false);
  });
});

describe("by age", () => {
  test("entries older than the retention go, whole nodes at a time", async () => {
    const { add, group, trimOnce, run, stream } = rig({ strategy: "MINID", retention: sec(60) });
    add(500);
    await run(sec(61));
    add(500);
    group("g", 1_000, 0);
    await trimOnce();
    expect(stream.length).toBeGreaterThanOrEqual(500);
    expect(stream.length).toBeLessThan(600);
  });

  test("an old entry that is not acknowledged is kept, and everything after it", async () => {
    const { add, group, trimOnce, run, stream, log } = rig({ strategy: "MINID", retention: sec(1) });
    add(500);
    const lowest = group("slow", 300, 150);
    await run(sec(100));
    await trimOnce();
    expect(stream.ids()).toContain(lowest);
    expect(log.some((line) => line.startsWith(`held at ${lowest}`))).toBe(true);
  });
});

test("a quiet stream is trimmed too, every interval, until the manager stops", async () => {
  const { add, group, manager, run, stream, log } = rig({ maxLength: 100, interval: sec(5) });
  add(1_000);
  group("g", 1_000, 0);
  await run(sec(4), () => manager.start());
  expect(stream.length).toBe(1_000);
  await run(sec(6));
  expect(stream.length).toBeLessThan(200);
  add(500);
  await run(sec(11));
  expect(log.filter((line) => line.startsWith("trimmed"))).toHaveLength(2);
  await manager.stop();
  add(500);
  await run(sec(60) + ms(1));
  expect(log.filter((line) => line.startsWith("trimmed"))).toHaveLength(2);
});
