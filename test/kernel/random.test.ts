import fc from "fast-check";
import { expect, test } from "vitest";
import { Ids } from "../../src/kernel/ids.ts";
import { RandomStreams } from "../../src/kernel/random.ts";
import { formatSeed, parseSeed } from "../../src/kernel/seed.ts";

const seeds = fc.nat({ max: 0xffffffff });
const name = fc.string({ minLength: 1, maxLength: 30 });

test("a stream's draws do not depend on how much any other stream has drawn, nor on the order of asking", () => {
  fc.assert(
    fc.property(
      seeds, fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), fc.nat({ max: 50 }),
      (seed, names, noise) => {
        const [quiet, noisy] = [new RandomStreams(seed), new RandomStreams(seed)];
        const [first = "", ...others] = names;
        for (const other of others) for (let i = 0; i < noise; i++) noisy.named(other).word();
        const draw = (streams: RandomStreams): number[] =>
          Array.from({ length: 10 }, () => streams.named(first).word());
        expect(draw(noisy)).toEqual(draw(quiet));
      },
    ),
  );
});

test("pinned: the stream traffic/BINANCE of seed 1 draws what it always drew", () => {
  const stream = new RandomStreams(1).named("traffic/BINANCE");
  expect([stream.word(), stream.below(100), stream.between(-5, 5), stream.chance(1, 2), stream.pick(["a", "b", "c"])])
    .toMatchInlineSnapshot(`
    [
      3090766250,
      31,
      -4,
      true,
      "b",
    ]
  `);
});

test("draws below a limit stay below it and reach every value", () => {
  fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 20 }), (seed, limit) => {
    const stream = new RandomStreams(seed).named("x");
    const seen = new Set(Array.from({ length: 2_000 }, () => stream.below(limit)));
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: limit }, (_, i) => i));
  }), { numRuns: 30 });
});

test("ids repeat for a seed, differ between seeds and names, and count for each name", () => {
  fc.assert(fc.property(seeds, seeds, (one, other) => {
    const [first, again, different] = [new Ids(one), new Ids(one), new Ids(other)];
    expect([first.uuid("order"), first.uuid("order"), first.next("trade")]).toEqual([
      again.uuid("order"), again.uuid("order"), again.next("trade"),
    ]);
    expect(first.uuid("a")).not.toBe(first.uuid("a"));
    expect(first.uuid("b")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    if (one !== other) expect(different.uuid("c")).not.toBe(new Ids(one).uuid("c"));
  }));
});

test("no uuid comes twice in a hundred thousand", () => {
  const ids = new Ids(1);
  expect(new Set(Array.from({ length: 100_000 }, () => ids.uuid("order"))).size).toBe(100_000);
});

test("a seed reads back as it is printed; words are hashed; nonsense is refused", () => {
  fc.assert(fc.property(seeds, (seed) => {
    expect(parseSeed(formatSeed(seed))).toBe(seed);
    expect(parseSeed(String(seed))).toBe(seed);
  }));
  expect(parseSeed("3f1c9d2e")).toBe(parseSeed(" 3f1c9d2e "));
  for (const bad of ["", "4294967296", "0x1ffffffff", "a b", "é"])
    expect(() => parseSeed(bad)).toThrow(/is not a seed/);
});
