import { expect, test } from "vitest";
import { composeCampaignReport } from "../../src/harness/campaign/campaign-report.ts";
import { campaignPlan } from "../../src/harness/campaign/campaign-plan.ts";
import { summarise } from "../../src/harness/campaign/campaign-summary.ts";
import { formatCampaign } from "../../src/report/campaign-text.ts";
import { syntheticResult } from "../harness/campaign/synthetic.ts";

const plan = campaignPlan({ scenarios: ["a"], from: 0, to: 50 });
const wall = { seconds: 1, workers: 1 };

test("a campaign that came to no seed says so, and names no range", () => {
  const report = composeCampaignReport({
    plan, summary: summarise([]), findings: [], again: 0, end: 0, stopped: undefined, wall,
  });
  const text = formatCampaign(report, "wavetank fuzz a");
  expect(text).toMatch(/^VACUOUS {2}0 runs {2}no seeds {2}digest [0-9a-f]{16}\n/);
  expect(text).not.toContain("-1");
});

test("a campaign with branches counts them, and a branch that failed is told with what makes it again", () => {
  const result = syntheticResult({ index: 0, scenario: "a", from: 0, count: 50, branching: true }, Infinity);
  const failure = {
    seed: 7, splits: [{ at: 91, seed: 31 }], digest: "0".repeat(16), fingerprint: "0000000f", oracle: "no-loss",
    message: "one is lost", count: 1,
  };
  const summary = summarise([{ ...result, failed: 1, passed: 51, failures: [failure] }]);
  const findings = summary.failures.map((kind) => ({
    ...kind,
    confirmed: true, shrunk: undefined, capsule: undefined,
  }));
  const text = formatCampaign(
    composeCampaignReport({ plan, summary, findings, again: 0, end: 50, stopped: undefined, wall }),
    "wavetank fuzz a --branch",
  );
  expect(text).toMatch(/^FAIL {2}52 runs {2}seeds 0 to 49 and 2 branches, 1 kind of failure/);
  expect(text).toContain("wavetank run a --seed 0x00000007 --splits 91@0x0000001f\n");
});
