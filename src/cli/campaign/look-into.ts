import path from "node:path";
import type { CampaignPlan } from "../../harness/campaign/campaign-plan.ts";
import type { Finding } from "../../harness/campaign/campaign-report.ts";
import type { FailureKind } from "../../harness/campaign/campaign-summary.ts";
import { recipeOfSeed } from "../../harness/capsule/make-capsule.ts";
import type { Size } from "../../harness/capsule/size.ts";
import { parseOrder } from "../../harness/explore/order.ts";
import { runScenario } from "../../harness/scenario/run.ts";
import { shrinkCapsule } from "../../harness/shrink/shrink-capsule.ts";
import { liveHost } from "../../live/host.ts";
import { saveCapsule } from "../capsule-file.ts";
import { codeIdentity, inputIdentities, scenarioIdentity } from "../capsule-identity.ts";
import { loadScenario } from "../scenario-source.ts";
import { confirm, runFresh } from "./confirm.ts";
import { makeFolder } from "./output-folder.ts";
import type { CampaignSources } from "./sources.ts";

export interface Desk {
  readonly sources: CampaignSources;
  readonly packageRoot: string;
  /** Where capsules go. */
  readonly out: string;
  /** Of the campaign, by scenario. */
  readonly orders: CampaignPlan["orders"];
}

/**
 * Confirms a failure in a fresh process, makes the failing run as small as it gets, and keeps it as a capsule.
 *
 * @throws {WavetankError} E_NONDETERMINISM - it is another run here than there.
 */
export async function lookInto(failure: FailureKind, { sources, packageRoot, out, orders }: Desk): Promise<Finding> {
  const source = sources.sources.get(failure.scenario) ?? failure.scenario;
  const text = orders?.[failure.scenario];
  const way = {
    ...(text === undefined ? {} : { order: parseOrder(text) }),
    ...(failure.splits === undefined ? {} : { splits: failure.splits }),
  };
  confirm(failure, await runFresh(failure, source, text));
  const loaded = await loadScenario(source, packageRoot);
  const host = liveHost();
  const outcome = await runScenario(loaded.scenario, host, { seed: failure.seed, ...way });
  confirm(failure, { digest: outcome.digest, fingerprint: outcome.failure?.fingerprint });
  const failing = {
    recipe: { ...recipeOfSeed(loaded.scenario, outcome), ...way }, failure: outcome.failure,
    scenario: scenarioIdentity(loaded, packageRoot), inputs: inputIdentities(loaded, packageRoot),
  };
  const { capsule, shrunk } = await shrinkCapsule(failing, codeIdentity(), loaded.scenario, host, {});
  makeFolder(out);
  const file = path.join(out, `${failure.scenario}-${failure.fingerprint}.capsule.json`);
  saveCapsule(file, capsule);
  return {
    ...failure,
    confirmed: true, shrunk: describe(shrunk.after, shrunk.runs), capsule: file,
    ...(text === undefined ? {} : { order: text }),
  };
}

const describe = ({ faults, messages, knobs, decisions }: Size, runs: number): string =>
  `${counted(faults, "fault")}, ${counted(messages, "message")}, ${counted(knobs, "knob")}, ${counted(decisions, "decision")} (${counted(runs, "run")})`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
