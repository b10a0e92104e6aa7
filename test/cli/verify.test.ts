import { beforeAll, expect, test } from "vitest";
import { builtPackage } from "../support/built-package.ts";

let installed: ReturnType<typeof builtPackage>;
beforeAll(() => {
  installed = builtPackage();
});

test("verify of a scenario also compares what took effect when with wall clocks stepped", () => {
  const { status, stdout } = installed.run("verify", "quiet-day", "--seed", "3");
  const effects = new Map(
    [...stdout.matchAll(/^ {2}(wall clocks [a-z ]+?) {2,}([0-9a-f]{16})$/gm)].map(([, row, digest]) => [row, digest]),
  );
  expect([status, [...effects.keys()]]).toEqual([0, ["wall clocks as they are", "wall clocks stepped"]]);
  expect(effects.get("wall clocks stepped")).toBe(effects.get("wall clocks as they are"));
});
