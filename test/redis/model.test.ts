import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BEGINNING, formatEntryId, type EntryId } from "../../src/bus/entry-id.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, sec } from "../../src/kernel/time.ts";
import { nodeLength } from "../../src/redis/model/stream-node.ts";
import { ModelStream, trimBefore, trimToLength } from "../../src/redis/model/stream.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../support/simulated.ts";

const START = { ms: 0, seq: 0 };

describe("ids", () => {
  test("follow the clock, count within its millisecond, and never go back when it does", () => {
    const stream = new ModelStream();
    const ids = [5, 5, 7, 6, 3, 8].map((now) => formatEntryId(stream.add(["f", "v"], now)));
    expect(ids).toEqual(["5-0", "5-1", "7-0", "7-1", "7-2", "8-0"]);
  });
});

describe("nodes", () => {
  // Counted on a real server with entries of one field: redis-server 7.0.15, default node limits.
  test.each([[32, 96, 97], [128, 29, 29], [512, 7, 7], [1_024, 3, 3]])("a node of %i-byte payloads holds %i to %i entries", (size, least, most) => {
    const stream = new ModelStream();
    const payload = "x".repeat(size);
    const entries = Array.from({ length: 500 }, (_, i) => stream.add(["f", payload], 1_700_000_000_000 + i));
    expect(nodeLength(entries, 0)).toBeGreaterThanOrEqual(least);
    expect(nodeLength(entries, 0)).toBeLessThanOrEqual(most);
  });

  test("small entries fill a node to a hundred", () => {
    const stream = new ModelStream();
    const entries = Array.from({ length: 500 }, (_, i) => stream.add(["f", String(i % 100)], 1 + i));
    expect(nodeLength(entries, 0)).toBe(100);
  });
});

describe("trimming", () => {
  const filled = (count: number, size = 128): ModelStream => {
    const stream = new ModelStream();
    for (let i = 0; i < count; i++) stream.add(["f", "x".repeat(size)], 1 + i);
    return stream;
  };

  test("exactly to a length keeps that many, the newest", () => {
    fc.assert(fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), (count, keep) => {
      const stream = filled(count);
      const removed = stream.trim(trimToLength(keep), false);
      expect(removed).toBe(Math.max(0, count - keep));
      expect(stream.after(START, 1_000).map((entry) => entry.ms)).toEqual(Array.from({ length: Math.min(count, keep) }, (_, i) => count - Math.min(count, keep) + 1 + i));
    }));
  });

  test("approximately keeps at least the length and less than a node more", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat({ max: 500 }), fc.constantFrom(8, 128, 700), (count, keep, size) => {
      const stream = filled(count, size);
      const longest = nodeLength(stream.after(START, count), 0);
      stream.trim(trimToLength(keep), true, 0);
      expect(stream.length).toBeGreaterThanOrEqual(Math.min(count, keep));
      if (count > keep) expect(stream.length).toBeLessThan(keep + longest);
    }), { numRuns: 60 });
  });

  test("before an id removes nothing from it on", () => {
    fc.assert(fc.property(fc.nat({ max: 400 }), fc.nat({ max: 450 }), fc.boolean(), (count, limit, approximate) => {
      const stream = filled(count);
      stream.trim(trimBefore({ ms: limit, seq: 0 }), approximate, 0);
      const left = stream.after(START, 1_000).map((entry) => entry.ms);
      expect(left.filter((at) => at >= limit).length).toBe(Math.max(0, count - Math.max(0, limit - 1)));
      if (!approximate) expect(left.filter((at) => at < limit)).toEqual([]);
    }));
  });

  test("in many steps leaves what one step leaves, over any mix of appends", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat({ max: 150 })), { maxLength: 20 }), (steps) => {
      const stream = new ModelStream();
      let model: number[] = [];
      let next = 1;
      for (const [add, keep] of steps) {
        for (let i = 0; i < add; i++) model.push(stream.add(["f", "x".repeat(100)], next++).ms);
        const removed = stream.trim(trimToLength(keep), false);
        model = model.slice(removed);
        expect(stream.length).toBe(Math.min(model.length, keep));
        expect(stream.after(START, 10_000).map((entry) => entry.ms)).toEqual(model);
        expect(stream.countAfter({ ms: (model[0] ?? 0) + 3, seq: 0 })).toBe(model.filter((at) => at > (model[0] ?? 0) + 3).length);
      }
    }), { numRuns: 50 });
  });
});

describe("the store", () => {
  const cursor = (consumer: string) => ({ stream: "s", group: "g", consumer });
  const read = { count: 10, block: ms(100), acknowledge: [] };

  test("a blocked read is answered when an entry comes, or empty when its time is over", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    const [writer, reader] = [store("writer"), store("reader")];
    const answers: [number, number][] = [];
    await world.run(undefined, () => {
      void (async () => {
        await reader.createGroup("s", "g", "0");
        answers.push([world.scheduler.now, (await reader.readNew(cursor("c"), read)).length]);
        answers.push([world.scheduler.now, (await reader.readNew(cursor("c"), read)).length]);
      })().catch(world.fail);
      world.scheduler.at(ms(50), 0, () => void writer.append("s", [["f", "1"], ["f", "2"]]));
    });
    expect(answers.map(([, count]) => count)).toEqual([2, 0]);
    expect(world.scheduler.now).toBeGreaterThan(ms(150));
    expect(world.scheduler.now).toBeLessThan(ms(152));
  });

  test("two blocked consumers share entries in the order in which they blocked, each entry once", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    const got: Record<string, string[]> = {};
    await world.run(undefined, () => {
      const consume = async (name: string, at: number): Promise<void> => {
        const own = store(name);
        await own.createGroup("s", "g", "0");
        await world.clock.sleep(at, "wait");
        got[name] = (await own.readNew(cursor(name), { ...read, count: 1, block: sec(10) })).map(formatEntryId);
      };
      consume("late", ms(20)).catch(world.fail);
      consume("early", ms(10)).catch(world.fail);
      world.scheduler.at(ms(50), 0, () => void store("writer").append("s", [["f", "1"], ["f", "2"]]));
    });
    expect([got["early"], got["late"]]).toEqual([[`${EPOCH_UNIX_MS + 50}-0`], [`${EPOCH_UNIX_MS + 50}-1`]]);
  });

  test("a group that is missing is an error of its own kind, distinct from an empty read", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    let kind: unknown;
    await world.run(undefined, () => {
      store("reader").readNew(cursor("c"), read).catch((error: unknown) => (kind = error instanceof StoreError ? error.kind : error));
    });
    expect(kind).toBe("missing");
  });

  test("a write whose reply is lost was applied; one whose request is lost was not; half a batch is a prefix", async () => {
    for (const [site, applied] of [["reply-lost", 4], ["request-lost", 0], ["half-applied", 3]] as const) {
      const world = simulated();
      const { server, store } = modelRedis(world, { tape: [{ site: `fault.writer.${site}`, key: 0, choice: 3 }] });
      let failure: unknown;
      await world.run(undefined, () => {
        store("writer").append("s", ["a", "b", "c", "d"].map((v) => ["f", v])).catch((error: unknown) => (failure = error));
      });
      expect(failure).toMatchObject({ kind: "unknown" });
      expect(server.stream("s")?.after(START, 9).map((entry) => entry.fields[1]) ?? []).toEqual(["a", "b", "c", "d"].slice(0, applied));
    }
  });

  test("claiming takes over what is idle, reports what has vanished, and walks on with its cursor", async () => {
    const world = simulated();
    const { server, store } = modelRedis(world);
    const own = store("c2");
    const claims: { entries: number; vanished: number; cursor: EntryId }[] = [];
    await world.run(undefined, () => {
      const stream = server.streamFor("s");
      for (let i = 0; i < 10; i++) stream.add(["f", "v".repeat(1_100)], EPOCH_UNIX_MS);
      server.createGroup("s", "g", true);
      const { group } = server.group("s", "g")!;
      for (const entry of stream.after(START, 10)) group.deliver(entry, "c1", EPOCH_UNIX_MS);
      stream.trim(trimToLength(7), false);
      world.scheduler.at(sec(61), 0, () => void (async () => {
        for (let at: EntryId = BEGINNING, turn = 0; turn === 0 || at !== BEGINNING; turn++) {
          const outcome = await own.claimIdle(cursor("c2"), sec(60), 4, at);
          at = outcome.cursor;
          claims.push({ entries: outcome.entries.length, vanished: outcome.vanished.length, cursor: at });
        }
      })().catch(world.fail));
    });
    expect(claims.map(({ entries, vanished }) => [entries, vanished])).toEqual([[1, 3], [4, 0], [2, 0]]);
    expect(server.group("s", "g")!.group.pending.from(START).map((pending) => [pending.consumer, pending.deliveries])).toEqual(Array.from({ length: 7 }, () => ["c2", 2]));
  });
});
