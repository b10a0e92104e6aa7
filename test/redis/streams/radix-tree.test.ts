import fc from "fast-check";
import { expect, test } from "vitest";
import { IdMap } from "../../../src/redis/streams/id-map.ts";
import { radixTreeNodes } from "../../../src/redis/streams/radix-tree.ts";
import type { Uint64 } from "../../../src/redis/server/uint64.ts";

/** Counts the nodes of the compressed tree of some hexadecimal keys of one length, by walking its branches. */
function nodesOf(keys: readonly string[], depth = 0): number {
  const bytes = [...new Set(keys.map((key) => key.slice(2 * depth, 2 * depth + 2)))];
  if (bytes[0] === "") return 1;
  if (bytes.length > 1)
    return (
      1 +
      bytes.reduce(
        (sum, byte) =>
          sum +
          nodesOf(keys.filter((key) => key.startsWith(byte, 2 * depth)), depth + 1),
        0,
      )
    );
  let end = depth;
  while (
    2 * end < (keys[0] as string).length &&
    keys.every((key) => key.slice(2 * end, 2 * end + 2) === keys[0]?.slice(2 * end, 2 * end + 2))
  )
    end++;
  return 1 + nodesOf(keys, end);
}

const hex = (value: Uint64): string => BigInt(value).toString(16).padStart(16, "0");

const half = fc.oneof(
  fc.nat({ max: 600 }), fc.nat({ max: 2 ** 31 }), fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
);

test("the nodes of the radix tree are those of the tree built key by key", () => {
  fc.assert(fc.property(fc.array(fc.tuple(half, half), { minLength: 1, maxLength: 60 }), (ids) => {
    const map = new IdMap<true>();
    for (const [ms, seq] of ids) map.set(ms, seq, true);
    expect(radixTreeNodes(map)).toBe(nodesOf([...new Set(ids.map(([ms, seq]) => hex(ms) + hex(seq)))]));
  }));
});

test("an empty radix tree is one node", () => {
  expect(radixTreeNodes(new IdMap())).toBe(1);
});
