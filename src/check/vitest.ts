import { expect, test } from "vitest";
import { readCapsule } from "../harness/capsule/read-capsule.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { openFile } from "../live/files.ts";
import { regressionTitle } from "../report/capsule-test.ts";
import { assertCapsule } from "./assert-capsule.ts";
import { assertHolds, didHold, formatHold, hold, type HoldOptions } from "./hold.ts";

export type { HoldOptions, HoldReport } from "./hold.ts";
export { ScenarioFailure } from "./scenario-failure.ts";

declare module "vitest" {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- merged declarations have the same type parameters
  interface Matchers<T = any> {
    /** The scenario holds for these seeds, and everything that must happen sometimes did. */
    toHold(options?: HoldOptions): Promise<T>;
  }
}

/** Adds `toHold` to `expect`. */
expect.extend({
  async toHold(scenario: Scenario, options: HoldOptions = {}) {
    const report = await hold(scenario, options);
    return { pass: didHold(report), message: () => formatHold(report, options.file) };
  },
});

/** A test that runs the scenario from some seeds, and fails with the report of the first seed that does. */
export function scenarioTest(name: string, scenario: Scenario, options: HoldOptions = {}): void {
  test(name, () => assertHolds(scenario, options));
}

/**
 * A test that makes a capsule's run again, and fails as long as that failure, or any other, occurs.
 *
 * @throws {WavetankError} E_FILE_…, E_CAPSULE, E_CAPSULE_VERSION - the file cannot be read; when tests are collected.
 */
export function capsuleTest(file: string | URL, scenario: Scenario): void {
  const path = typeof file === "string" ? file : decodeURIComponent(file.pathname);
  const capsule = readCapsule(bytesOf(path), path);
  test(regressionTitle(capsule), () => assertCapsule(capsule, path, scenario));
}

function bytesOf(path: string): Uint8Array {
  const input = openFile(path);
  try {
    const bytes = new Uint8Array(input.size);
    input.read(0, bytes);
    return bytes;
  } finally {
    input.close();
  }
}
