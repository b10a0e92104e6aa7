import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest } from "../../src/kernel/digest.ts";
import { firstDivergence, type TracedRun } from "../../src/kernel/divergence.ts";
import { Sites } from "../../src/kernel/site.ts";
import { Trace } from "../../src/kernel/trace.ts";

describe("the digest", () => {
  test("pinned: it is what it always was", () => {
    const digest = new Digest();
    digest.integer(-1);
    digest.integer(2 ** 53 - 1);
    digest.text("data.trades.BINANCE.BTCUSDT");
    digest.bytes(new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
    expect(digest.toString()).toMatchInlineSnapshot(`"71c140abcd72007d"`);
  });

  test("changing, swapping, dropping or adding one value changes it", () => {
    const of = (values: readonly number[]): string => {
      const digest = new Digest();
      for (const value of values) digest.integer(value);
      return digest.toString();
    };
    fc.assert(fc.property(fc.array(fc.maxSafeInteger(), { minLength: 2, maxLength: 40 }), fc.nat(), (values, where) => {
      const at = where % values.length;
      const next = (at + 1) % values.length;
      const original = of(values);
      expect(of(values.with(at, values[at] === 7 ? 8 : 7))).not.toBe(original);
      expect(of(values.toSpliced(at, 1))).not.toBe(original);
      expect(of([...values, 0])).not.toBe(original);
      if (values[at] !== values[next]) {
        expect(of(values.with(at, values[next] ?? 0).with(next, values[at] ?? 0))).not.toBe(original);
      }
    }));
  });

  test("reading it does not change it", () => {
    const [read, unread] = [new Digest(), new Digest()];
    for (let i = 0; i < 100; i++) {
      read.word(i);
      read.toString();
      unread.word(i);
    }
    expect(read.toString()).toBe(unread.toString());
  });
});

/** A run of `length` events; at `changed` it does something else. */
function run(length: number, changed = -1): TracedRun {
  return (window) => {
    const sites = new Sites();
    const trace = new Trace({ sites, window });
    const step = sites.id("step");
    const other = sites.id("other");
    for (let i = 0; i < length; i++) trace.event(i * 10, i === changed ? other : step, i);
    return Promise.resolve({
      digest: trace.digest, count: trace.count, checkpoints: trace.checkpoints, kept: trace.kept,
    });
  };
}

describe("the first divergence", () => {
  test("of two equal runs there is none", async () => {
    expect(await firstDivergence(run(10_000), run(10_000))).toBeUndefined();
  });

  test("is found at any place of runs of any length, with its neighbours on both sides", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 30_000 }), fc.nat(), async (length, where) => {
      const changed = where % length;
      const found = await firstDivergence(run(length), run(length, changed));
      expect(found?.index).toBe(changed);
      expect(found?.left?.site).toBe("step");
      expect(found?.right?.site).toBe("other");
      expect(found?.before.map((event) => event.index)).toEqual(
        Array.from({ length: Math.min(4, changed) }, (_, i) => changed - Math.min(4, changed) + i),
      );
      expect(found?.leftAfter.length).toBe(Math.min(4, length - 1 - changed));
    }), { numRuns: 40 });
  });

  test("of a run that ends early is the event that the other goes on with", async () => {
    const found = await firstDivergence(run(5_000), run(5_003));
    expect(found).toMatchObject({ index: 5_000, left: undefined, right: { index: 5_000 } });
  });

  test("keeps only the window of the second making in memory", async () => {
    let kept = 0;
    const counted: TracedRun = async (window) => {
      const outcome = await run(1_000_000, 600_000)(window);
      kept = Math.max(kept, outcome.kept.length);
      return outcome;
    };
    await firstDivergence(run(1_000_000), counted);
    expect(kept).toBeLessThan(2_000);
  });
});

test("checkpoints stay within their number however long the run, and those of equal runs are at equal places", async () => {
  const { checkpoints } = await run(3_000_000)({ from: 0, to: 0 });
  expect(checkpoints.length).toBeLessThan(4_096);
  expect(checkpoints.length).toBeGreaterThan(1_024);
  const shorter = await run(2_500_000)({ from: 0, to: 0 });
  const digests = new Map(checkpoints.map((checkpoint) => [checkpoint.index, checkpoint.digest]));
  expect(shorter.checkpoints.every((checkpoint) => digests.get(checkpoint.index) === checkpoint.digest)).toBe(true);
});
