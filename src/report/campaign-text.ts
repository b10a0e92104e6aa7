import type { CampaignReport, Finding } from "../harness/campaign/campaign-report.ts";
import type { ScenarioSummary } from "../harness/campaign/campaign-summary.ts";
import { formatSplits } from "../harness/explore/split.ts";
import { formatSeed } from "../kernel/seed.ts";
import { formatCount, formatTable } from "./table.ts";

/** A campaign for people: verdict and digest first, then each scenario, then each kind of failure with its commands. */
export function formatCampaign(report: CampaignReport, reproduce: string): string {
  const sections = [
    heading(report), scenarios(report.scenarios), unseen(report), report.failures.map(finding).join("\n\n"),
    closing(report, reproduce),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function heading({ verdict, runs, branches, again, seeds, digest, wall, failures }: CampaignReport): string {
  const failed = failures.length === 0 ? "" : `, ${plural(failures.length, "kind")} of failure`;
  const range = seeds.to < seeds.from ? "no seeds" : `seeds ${seeds.from} to ${seeds.to}`;
  return [
    `${verdict.toUpperCase()}  ${plural(runs, "run")}  ${range}${again === 0 ? "" : ` after ${again} of the corpus`}${branches === 0 ? "" : ` and ${plural(branches, "branch", "branches")}`}${failed}  digest ${digest}`,
    `  ${wall.seconds.toFixed(1)} s, ${formatCount(Math.round(runs / Math.max(wall.seconds, 0.001)))} runs a second on ${plural(wall.workers, "worker")}`,
  ].join("\n");
}

function scenarios(summaries: readonly ScenarioSummary[]): string {
  const rows = summaries.map(({ name, runs, passed, failed, vacuous, events, sometimes }) => {
    const seen = Object.values(sometimes).filter((count) => count > 0).length;
    return [
      name, runs, passed, vacuous, failed, Math.round(events / runs), `${seen} of ${Object.keys(sometimes).length}`,
    ];
  });
  return rows.length === 0
    ? ""
    : `scenarios\n${formatTable(["", "runs", "passed", "saw not all", "failed", "events a run", "sometimes seen"], rows, "  ")}`;
}

/** What no run has seen: as long as it is there, a pass proves less than it says. */
function unseen({ sometimes, neverActivated }: CampaignReport): string {
  const lines = sometimes
    .filter(({ count }) => count === 0)
    .map(({ scenario, name }) => `  ${scenario}: "${name}" never happened`);
  const sites = neverActivated.length === 0 ? [] : [`  never activated in our own code: ${neverActivated.join(", ")}`];
  return lines.length + sites.length === 0 ? "" : ["not seen", ...lines, ...sites].join("\n");
}

function finding({
  scenario, fingerprint, seed, splits, oracle, message, count, confirmed, shrunk, capsule, order,
}: Finding): string {
  return [
    `FAIL  ${scenario}  ${oracle}  [${fingerprint}]  ${plural(count, "run")}, first seed ${formatSeed(seed)}`,
    `  ${message}`,
    ...(confirmed ? ["  a fresh process comes to the same failure and digest"] : []),
    ...(shrunk === undefined ? [] : [`  shrunk: ${shrunk}`]),
    `  reproduce  wavetank run ${scenario} --seed ${formatSeed(seed)}${order === undefined ? "" : ` --order ${order}`}${splits === undefined ? "" : ` --splits ${formatSplits(splits)}`}`,
    ...(capsule === undefined ? [] : [`  replay     wavetank replay ${capsule}`]),
  ].join("\n");
}

function closing({ stopped }: CampaignReport, reproduce: string): string {
  return [...(stopped === undefined ? [] : [`stopped    ${stopped}`]), `again      ${reproduce}`].join("\n");
}

const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : many}`;
