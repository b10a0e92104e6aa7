import type { CampaignPlan } from "./campaign-plan.ts";
import type { CampaignSummary, FailureKind, ScenarioSummary } from "./campaign-summary.ts";

/** A kind of failure, looked into. */
export interface Finding extends FailureKind {
  /** A fresh process ran the seed and came to the same failure and digest. */
  readonly confirmed: boolean;
  /**
   * What is left of the run that fails in the same way: `1 fault, 12 messages (41 runs)`; undefined when it was not
   * shrunk.
   */
  readonly shrunk: string | undefined;
  /** The path of the file with the smallest failing run. */
  readonly capsule: string | undefined;
  /** Of its run, where it is not the default. */
  readonly order?: string;
}

export type CampaignVerdict = "pass" | "fail" | "vacuous";

/** What a campaign prints, as text or as JSON. */
export interface CampaignReport {
  readonly schema: "wavetank.campaign/1";
  readonly verdict: CampaignVerdict;
  /** The first and the last that were tried with every scenario. */
  readonly seeds: { readonly from: number; readonly to: number };
  readonly runs: number;
  /** Of these, branches of seeds. */
  readonly branches: number;
  /** Of these, seeds of a corpus, before the range. */
  readonly again: number;
  readonly digest: string;
  readonly scenarios: readonly ScenarioSummary[];
  readonly failures: readonly Finding[];
  /** Runs in which what must happen sometimes did. */
  readonly sometimes: readonly { readonly scenario: string; readonly name: string; readonly count: number }[];
  /** Sites of our own code where the rare but allowed thing was never on. */
  readonly neverActivated: readonly string[];
  /** Why it ended before its range did. */
  readonly stopped: string | undefined;
  readonly wall: { readonly seconds: number; readonly workers: number };
}

interface Ended {
  readonly plan: CampaignPlan;
  readonly summary: CampaignSummary;
  readonly findings: readonly Finding[];
  readonly again: number;
  /** One past the last seed that was tried. */
  readonly end: number;
  readonly stopped: string | undefined;
  readonly wall: CampaignReport["wall"];
}

/** A failure fails it; so does, more quietly, what was to be seen and was not. */
export function composeCampaignReport({ plan, summary, findings, again, end, stopped, wall }: Ended): CampaignReport {
  const { runs, branches, digest, scenarios } = summary;
  const sometimes = scenarios.flatMap((scenario) =>
    Object.entries(scenario.sometimes).map(([name, count]) => ({ scenario: scenario.name, name, count })));
  const isVacuous = runs === 0 || sometimes.some(({ count }) => count === 0) || scenarios.some(comparedNothing);
  const verdict = summary.failures.length > 0 ? "fail" : isVacuous ? "vacuous" : "pass";
  return {
    schema: "wavetank.campaign/1", verdict, seeds: { from: plan.from, to: end - 1 }, runs, branches, again, digest,
    scenarios, failures: findings, sometimes, neverActivated: neverActivated(scenarios), stopped, wall,
  };
}

const comparedNothing = ({ compared }: ScenarioSummary): boolean =>
  Object.values(compared).some((count) => count === 0);

function neverActivated(scenarios: readonly ScenarioSummary[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const { buggify } of scenarios) {
    for (const [site, { activated }] of Object.entries(buggify)) uses.set(site, (uses.get(site) ?? 0) + activated);
  }
  return [...uses].filter(([, activated]) => activated === 0).map(([site]) => site).sort();
}
