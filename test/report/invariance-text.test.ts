import { expect, test } from "vitest";
import { formatInvariance } from "../../src/report/invariance-text.ts";
import { ms } from "../../src/kernel/time.ts";

const digests = { plain: "0123456789abcdef", stepped: "fedcba9876543210" };

test("wall clocks that matter are shown with the first effect that differs", () => {
  const text = formatInvariance({
    ...digests,
    holds: false, difference: { index: 7, plain: { at: ms(1_500), message: 7, consumer: 0 }, stepped: undefined },
  });
  expect(text).toContain("first difference after 7 effects");
  expect(text).toMatch(/as they are .*1\.5.* message 7 at consumer 1/);
  expect(text).toMatch(/stepped +\(nothing took effect any more\)/);
});

test("wall clocks that do not matter are two equal digests and nothing more", () => {
  const text = formatInvariance({ holds: true, plain: digests.plain, stepped: digests.plain, difference: undefined });
  expect(text.split("\n").filter((line) => line.endsWith(digests.plain))).toHaveLength(2);
  expect(text).not.toContain("difference");
});
