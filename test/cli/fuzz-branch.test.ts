import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builtPackage } from "../support/built-package.ts";

let installed: ReturnType<typeof builtPackage>;
beforeAll(() => {
  installed = builtPackage();
  writeFileSync(path.join(installed.folder, "retries.ts"), RETRIES);
});

const RETRIES = `import { always, drained, drop, ms, scenario, sec, steady, writeRetried } from "wavetank";

const fewRetries = always("few-retries", "fewer than three writes are tried again", (verdicts) => {
  let count = 0;
  return {
    sent(_batch, attempt, at) {
      verdicts.compare();
      if (attempt > 1 && ++count >= 3) verdicts.violate(at, "too many writes were tried again", "three were");
    },
  };
});

export default scenario({
  name: "retries", claim: "Few writes are tried again.", duration: sec(1), deployment: { commandTimeout: ms(20) }, traffic: [steady({ messages: 60 })],
  faults: [drop("feed-1", { at: ms(10), lasting: ms(900), perMille: 10 })], always: [fewRetries], eventually: [drained()], sometimes: [writeRetried()],
});
`;

interface Report {
  readonly digest: string;
  readonly runs: number;
  readonly branches: number;
  readonly failures: readonly {
    readonly seed: number;
    readonly digest: string;
    readonly capsule: string;
    readonly splits?: readonly { readonly at: number; readonly seed: number }[];
  }[];
}

describe("wavetank fuzz --branch", { timeout: 120_000 }, () => {
  test("finds what the seeds alone do not, the same for any number of workers, and its run is made again from the command line", () => {
    const fuzz = (...words: string[]) =>
      JSON.parse(installed.run("fuzz", "retries.ts", "--seeds", "32..41", "--json", ...words).stdout) as Report;
    expect(fuzz()).toMatchObject({ runs: 10, branches: 0, failures: [] });
    const report = fuzz("--branch", "-j", "1");
    const other = fuzz("--branch", "-j", "2");
    expect([other.digest, other.failures]).toEqual([report.digest, report.failures]);
    expect(report.runs).toBe(10 + report.branches);
    const [failure] = report.failures;
    const splits = failure?.splits?.map(({ at, seed }) => `${at}@${seed}`).join(",") ?? "";
    const again = installed.run("run", "retries.ts", "--seed", String(failure?.seed), "--splits", splits, "--json");
    expect(again.status).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ digest: failure?.digest });
    expect(installed.run("replay", failure?.capsule ?? "").stdout).toContain("STILL FAILS");
  });

  test.each([["9"], ["9@1,8@1"], ["9@-1"]])("has no splits like %s", (splits) => {
    const { status, stderr, stdout } = installed.run("run", "retries.ts", "--splits", splits);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^E_(SPLIT|SEED): .*\n {2}expected /);
  });
});
