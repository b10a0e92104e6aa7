import path from "node:path";
import { recipeOfSeed } from "../../harness/capsule/make-capsule.ts";
import { runScenario } from "../../harness/scenario/run.ts";
import { shrinkCapsule, type FailingRun } from "../../harness/shrink/shrink-capsule.ts";
import { WavetankError } from "../../kernel/error.ts";
import { formatSeed } from "../../kernel/seed.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { formatRegressionTest } from "../../report/capsule-test.ts";
import { formatJson } from "../../report/json.ts";
import { formatShrunk, shrinkDocument } from "../../report/shrink-text.ts";
import {
  checkWritable, isCapsuleFile, loadCapsule, saveCapsule, saveText, scenarioOfCapsule,
} from "../capsule-file.ts";
import { codeIdentity, inputIdentities, scenarioIdentity } from "../capsule-identity.ts";
import { guarded } from "../context.ts";
import { loadScenario, type LoadedScenario } from "../scenario-source.ts";

interface ShrinkFlags {
  readonly to: string | undefined;
  readonly test: string | undefined;
  readonly scenario: string | undefined;
  readonly seed: number;
  readonly runs: number | undefined;
  readonly json: boolean;
}

/** Time for one search; a person waits for it. */
const NANOSECONDS = 60_000_000_000;

/** The smallest run that fails in the same way: a capsule, its story, and a test of it. */
export const shrink = guarded<ShrinkFlags, [string]>(async function (flags, named) {
  const { terminal, packageRoot } = this;
  boundHeapGrowth();
  for (const file of [flags.to, flags.test]) if (file !== undefined) checkWritable(file);
  const host = liveHost();
  const began = host.wallNanoseconds();
  const { capsule, loaded } = isCapsuleFile(named)
    ? await ofCapsule(named, flags, packageRoot)
    : await ofSeed(named, flags, packageRoot);
  const small = await shrinkCapsule(capsule, codeIdentity(), loaded.scenario, host, {
    limits: { nanoseconds: NANOSECONDS, ...(flags.runs === undefined ? {} : { runs: flags.runs }) },
    onProgress: ({ pass, runs, size }) =>
      terminal.progress(
        `${pass}: ${size.faults} faults, ${size.messages} messages, ${size.knobs} knobs, ${size.decisions} decisions (${runs} runs)`,
      ),
  });
  terminal.progressDone();
  const to = flags.to ?? `${loaded.scenario.name}-${small.shrunk.fingerprint}.capsule.json`;
  saveCapsule(to, small.capsule);
  if (flags.test !== undefined)
    saveText(flags.test, formatRegressionTest(small.capsule, placesFrom(flags.test, to, loaded.path)));
  const facts = {
    ...small, files: [to, ...(flags.test === undefined ? [] : [flags.test])], command: `npx wavetank replay ${to}`,
    wallSeconds: Number(host.wallNanoseconds() - began) / 1e9,
  };
  if (flags.json) terminal.out(formatJson(shrinkDocument(facts)));
  else terminal.show(formatShrunk(facts));
});

interface Found {
  readonly capsule: FailingRun;
  readonly loaded: LoadedScenario;
}

async function ofCapsule(file: string, { scenario }: ShrinkFlags, packageRoot: string): Promise<Found> {
  const capsule = loadCapsule(file);
  return { capsule, loaded: await scenarioOfCapsule(capsule, file, packageRoot, scenario) };
}

/** Not from a capsule, but from what a seed of a scenario comes to. */
async function ofSeed(named: string, { seed }: ShrinkFlags, packageRoot: string): Promise<Found> {
  const loaded = await loadScenario(named, packageRoot);
  const outcome = await runScenario(loaded.scenario, liveHost(), { seed });
  if (outcome.failure === undefined) {
    throw new WavetankError(
      "E_SHRINK_NO_FAILURE", `${loaded.scenario.name} does not fail with seed ${formatSeed(seed)}`,
      {
        hint: `npx wavetank fuzz ${named} looks for a seed with which it does`,
      },
    );
  }
  return {
    loaded,
    capsule: {
      recipe: recipeOfSeed(loaded.scenario, outcome), failure: outcome.failure,
      scenario: scenarioIdentity(loaded, packageRoot), inputs: inputIdentities(loaded, packageRoot),
    },
  };
}

/** As an import from the test's folder names them. */
function placesFrom(test: string, capsule: string, scenario: string) {
  const from = (file: string): string => {
    const relative = path.relative(path.dirname(path.resolve(test)), path.resolve(file)).split(path.sep).join("/");
    return relative.startsWith(".") ? relative : `./${relative}`;
  };
  return { capsule: from(capsule), scenario: from(scenario), library: "wavetank" };
}
