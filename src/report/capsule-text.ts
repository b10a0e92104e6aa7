import type { Capsule, CodeIdentity } from "../harness/capsule/capsule.ts";
import type { Cause } from "../harness/capsule/cause.ts";
import type { CapsuleDivergence, CapsuleReplay, FailureFate } from "../harness/capsule/replay-capsule.ts";
import type { Failure } from "../harness/scenario/outcome.ts";
import { TRACE_SITES } from "../harness/world/trace-sites.ts";
import { formatSeed } from "../kernel/seed.ts";
import { formatDuration, formatInstant } from "../kernel/time.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { recipeLines } from "./shrink-text.ts";
import { eventLine, faultNames } from "./story-text.ts";
import { formatCount } from "./table.ts";

/** What a capsule holds. */
export function formatCapsuleSummary(capsule: Capsule, file: string): string {
  const { code, scenario, inputs, run, failure, shrunk, recipe } = capsule;
  return [
    `${file}  ${scenario.name}  seed ${formatSeed(recipe.seed)}`,
    `  scenario  ${scenario.file}  sha256 ${scenario.sha256}`,
    `  code      wavetank ${code.version}, ${code.build.slice(0, 20)}…, node ${code.node}`,
    ...inputs.map(({ path, sha256 }) => `  input     ${path}  sha256 ${sha256}`),
    ...recipeLines(capsule),
    `  run       ${run.verdict}, digest ${run.digest}, ${formatCount(run.events)} events` +
      (run.trace.length > 0 ? ", all of them kept" : `, ${run.checkpoints.length} checkpoints`),
    ...(failure === undefined
      ? ["  failure   none: the run is pinned as it passed"]
      : [
          `  failure   ${failure.oracle}  fingerprint ${failure.fingerprint}  at ${formatInstant(failure.at)} s`,
          `            ${failure.message.split("\n")[0] ?? ""}`,
        ]),
    ...(shrunk === undefined
      ? []
      : [
          `  shrunk    in ${shrunk.runs} runs from ${shrunk.before.faults} faults, ${formatCount(shrunk.before.messages)} messages` +
            `${shrunk.isMinimal ? "; 1-minimal" : ""}`,
        ]),
    "",
  ].join("\n");
}

export interface CapsuleReplayFacts {
  readonly capsule: Capsule;
  readonly file: string;
  readonly replay: CapsuleReplay;
  readonly mode: "strict" | "continue";
  /** The code that runs now. */
  readonly code: CodeIdentity;
  /** SHA-256 of the scenario's file as it is now. */
  readonly scenarioHash: string;
  readonly command: string;
}

/** How a capsule's run went today: in one line when it is the same, with the first difference when it is not. */
export function formatCapsuleReplay(facts: CapsuleReplayFacts): string {
  const { capsule, file, replay: { outcome, fate, divergence }, mode, command } = facts;
  const heading = `${headingOf(facts)}  ${file}  ${capsule.scenario.name}  seed ${formatSeed(capsule.recipe.seed)}  digest ${outcome.digest}`;
  const names = faultNames(capsule.recipe);
  return [
    heading,
    ...(divergence === undefined
      ? [`  the run is the capsule's, event for event (${formatCount(outcome.traceCount)})`]
      : [...divergenceLines(divergence, names), `  ${changedCode(facts)}`]),
    ...(divergence === undefined || mode === "continue" ? fateLines(fate, facts) : []),
    ...(divergence !== undefined && mode === "strict"
      ? ["  go on     the same with --continue says whether it still fails"]
      : []),
    `  reproduce ${command}`,
    "",
  ].join("\n");
}

function headingOf({ replay: { fate, divergence }, mode }: CapsuleReplayFacts): string {
  if (divergence !== undefined && mode === "strict") return "DIVERGED";
  return FATES[fate];
}

const FATES: Readonly<Record<FailureFate, string>> = {
  same: "STILL FAILS", other: "FAILS OTHERWISE", gone: "NO LONGER FAILS", new: "FAILS NOW", none: "SAME",
};

function fateLines(fate: FailureFate, { capsule, replay: { outcome } }: CapsuleReplayFacts): readonly string[] {
  const was = failureLines("was", capsule.failure);
  if (fate === "same") return failureLines("fails", outcome.failure);
  return outcome.failure === undefined
    ? [...was, `  now       ${outcome.verdict}: nothing is broken`]
    : [...was, ...failureLines("now", outcome.failure)];
}

const failureLines = (heading: string, failure: Failure | undefined): readonly string[] =>
  failure === undefined
    ? []
    : [
        `  ${heading.padEnd(8)}  ${failure.oracle}  fingerprint ${failure.fingerprint}: ${failure.message.split("\n")[0] ?? ""}`,
      ];

/** The first event that differs with its neighbours, and what kind of change it is. */
export function divergenceLines(divergence: CapsuleDivergence, names: ReadonlyMap<number, string>): readonly string[] {
  const { from, to, expected, got, before, expectedAfter, gotAfter, cause } = divergence;
  if (to > from + 1) {
    return [
      `  first difference among the events ${formatCount(from)} to ${formatCount(to)}, which the capsule does not hold. Now they begin with`,
      ...[got, ...gotAfter]
        .filter((event) => event !== undefined)
        .map((event) => `    got       ${eventLine(event, names)}`),
    ];
  }
  const line = (event: TraceEvent | undefined): string =>
    event === undefined ? "(the run had ended)" : eventLine(event, names);
  return [
    `  first difference at event ${formatCount(from)}: ${causeText(cause)}`,
    ...before.map((event) => `    both      ${line(event)}`),
    `  → expected  ${line(expected)}`,
    `  → got       ${line(got)}`,
    ...expectedAfter.map((event) => `    expected  ${line(event)}`),
    ...gotAfter.map((event) => `    got       ${line(event)}`),
  ];
}

const VALUES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(TRACE_SITES).map(({ site, values }) => [site, values]),
);

export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case "ended": return "the run ends where it used to go on";
    case "longer": return "the run goes on where it used to end";
    case "new site": return `${cause.site} is traced, and was never before: new code, or a new way into it`;
    case "site gone": return `${cause.site} happens no more: code was taken out, or is not reached`;
    case "order": return `a changed order: ${cause.site} comes earlier than it used to`;
    case "time": {
      const by = `${formatDuration(Math.abs(cause.by))} ${cause.by > 0 ? "later" : "earlier"}`;
      return `a changed time: ${cause.site} comes ${by}; a delay, a cost or a latency was changed`;
    }
    case "value": {
      const names = cause.positions.map((position) => VALUES.get(cause.site)?.[position] ?? `value ${position + 1}`);
      return `a changed value: ${names.join(", ")} of ${cause.site}`;
    }
    case "happens": return `a changed course: ${cause.site} happens where something else did`;
    case "unknown": return "of a kind that cannot be told";
  }
}

/** Whether the code is what differs. */
function changedCode({ capsule, code, scenarioHash }: CapsuleReplayFacts): string {
  const [kind] = code.build.split(":");
  const changed = [
    ...(scenarioHash !== capsule.scenario.sha256 ? [`the file of the scenario (${capsule.scenario.file})`] : []),
    ...(code.version !== capsule.code.version
      ? [`wavetank (${capsule.code.version} → ${code.version})`]
      : kind !== capsule.code.build.split(":")[0]
        ? ["perhaps wavetank: it was another kind of build, which cannot be compared"]
        : code.build !== capsule.code.build
          ? ["wavetank: it was built from other sources"]
          : []),
    ...(code.node !== capsule.code.node ? [`node (${capsule.code.node} → ${code.node})`] : []),
  ];
  return `changed   ${changed.length === 0 ? "nothing: the same code gives another run, which is nondeterminism" : changed.join("; ")}`;
}

/** `wavetank.capsule-replay/1`. */
export function capsuleReplayDocument({
  capsule, file, replay: { outcome, fate, divergence }, mode, command,
}: CapsuleReplayFacts): object {
  return {
    schema: "wavetank.capsule-replay/1", capsule: file, scenario: capsule.scenario.name, seed: capsule.recipe.seed,
    mode, verdict: outcome.verdict, same: divergence === undefined, fate,
    digest: { expected: capsule.run.digest, got: outcome.digest }, expected: capsule.failure, failure: outcome.failure,
    divergence, reproduce: command,
  };
}
