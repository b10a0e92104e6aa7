import type { PlannedFault } from "../harness/authoring.ts";
import type { Failure, ScenarioOutcome } from "../harness/scenario/outcome.ts";
import { TRACE_SITES } from "../harness/world/trace-sites.ts";
import { hashName } from "../kernel/hash.ts";
import { formatSeed } from "../kernel/seed.ts";
import { formatDuration, formatInstant } from "../kernel/time.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { formatCount } from "./table.ts";

export interface ScenarioFacts {
  readonly outcome: ScenarioOutcome;
  /** The scenario's file. */
  readonly input: { readonly path: string; readonly sha256: string };
  /** Events that tell the failure; empty for a pass. */
  readonly story: readonly TraceEvent[];
  /** The run was made twice and came out differently. */
  readonly differs: boolean;
  /** Makes the run again. */
  readonly command: string;
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

const WIDTH = 120;

/**
 * A pass is one line. A failure begins with seed and draws, quotes the claim, tells what happened, and ends with the
 * command.
 */
export function formatScenario(facts: ScenarioFacts): string {
  const { outcome, command } = facts;
  if (outcome.verdict === "pass") return `${passLine(outcome)}\n`;
  const body = outcome.failure === undefined ? vacuous(outcome) : failed(facts, outcome.failure);
  return [
    `${outcome.scenario}  seed ${formatSeed(outcome.seed)}`,
    ...drew(outcome),
    "",
    ...body,
    "", `  reproduce  ${command}`, "",
  ].join("\n");
}

function passLine({ scenario, seed, digest, counters, end, plan }: ScenarioOutcome): string {
  const { handled = 0 } = counters;
  return `PASS  ${scenario}  seed ${formatSeed(seed)}  ${formatCount(handled)} handled, ${plan.faults.length} faults, ${formatDuration(end)}  digest ${digest}`;
}

/** The whole expansion of the seed. */
function drew({ plan }: ScenarioOutcome): readonly string[] {
  const faults = plan.faults.map(describeFault);
  const knobs = Object.entries(plan.knobs).map(
    ([name, value]) => `${name}=${value >= 100_000 ? formatDuration(value) : value}`,
  );
  return [
    ...wrapped("faults", faults.length === 0 ? ["none"] : faults),
    ...(knobs.length === 0 ? [] : wrapped("knobs", knobs)),
  ];
}

export function describeFault(fault: PlannedFault): string {
  const whom =
    "node" in fault
      ? ` ${fault.node}`
      : "venue" in fault
        ? ` ${fault.venue}`
        : fault.kind === "partition"
          ? ` ${fault.side.join("+")}`
          : "";
  const how = [
    "perMille" in fault ? `${(fault.perMille / 10).toFixed(1)} %` : "",
    "by" in fault ? `by ${formatDuration(fault.by)}` : "",
    "way" in fault && fault.way !== "both" ? fault.way === "reply" ? "replies only" : "requests only" : "",
    "state" in fault ? fault.state : "",
    "when" in fault && fault.when !== undefined && fault.when !== "now" ? `at the next ${fault.when}` : "",
  ].filter((word) => word !== "").join(" ");
  const lasting =
    "lasting" in fault
      ? `+${formatDuration(fault.lasting)}`
      : "restartAfter" in fault
        ? `, back after ${formatDuration(fault.restartAfter)}`
        : "";
  return `${fault.id}${whom}${how === "" ? "" : ` ${how}`} @${formatDuration(fault.at)}${fault.at === 0 && lasting.length > 12 ? "" : lasting}`;
}

function wrapped(heading: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = `  ${heading.padEnd(7)}`;
  for (const item of items) {
    if (line.length + item.length + 3 > WIDTH && line.trim() !== heading) {
      lines.push(line);
      line = " ".repeat(9);
    }
    line += line.trim() === "" || line.trim() === heading ? item : ` · ${item}`;
  }
  return [...lines, line];
}

function failed({ outcome, story, differs }: ScenarioFacts, failure: Failure): readonly string[] {
  const heading = `FAIL  ${failure.oracle}`.padEnd(38);
  const { shape, message } = failure;
  return [
    `${heading}  at ${formatInstant(failure.at)} s, event ${formatCount(failure.traceIndex)}, fingerprint ${failure.fingerprint}`,
    `  "${outcome.claim}"`, "",
    ...message
      .split("\n")
      .slice(0, 12)
      .map((line) => `  ${line}`),
    ...(story.length === 0 ? [] : ["", ...storyLines(story, outcome)]),
    "",
    differs
      ? "  NOT deterministic: a second run came out differently; see wavetank verify"
      : `  determinism: a second run agrees to the last event (digest ${outcome.digest})`,
    ...(message === shape ? [] : [`  kind: ${shape.split("\n")[0] ?? ""}`]),
  ];
}

function storyLines(story: readonly TraceEvent[], outcome: ScenarioOutcome): readonly string[] {
  const ids = new Map(outcome.plan.faults.map((fault) => [hashName(fault.id), describeFault(fault)]));
  return story.map((event, index) => {
    const mark = index === story.length - 1 ? `   ← ${outcome.failure?.shape.split("\n")[0]?.slice(0, 60) ?? ""}` : "";
    return `    ${formatInstant(event.at)}  ${event.site.padEnd(20)}${wordsOf(event, ids)}${mark}`;
  });
}

/** Kinds of StoreError, which a trace has by their hashes. */
const ERRORS: ReadonlyMap<number, string> = new Map(
  ["unknown", "refused", "missing", "fenced"].map((kind) => [hashName(kind), kind]),
);

const SITE_VALUES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(TRACE_SITES).map(({ site, values }) => [site, values]),
);

/** The values of an event with the names that its site gives them. */
export function wordsOf({ site, values }: TraceEvent, faults: ReadonlyMap<number, string>): string {
  if (site === TRACE_SITES.fault.site) return `${values[1] === 1 ? "begins" : "ends"}  ${faults.get(values[0]) ?? ""}`;
  return (SITE_VALUES.get(site) ?? []).map((name, index) => {
    const value = values[index as 0 | 1 | 2 | 3];
    return name === "error" ? `${name} ${ERRORS.get(value) ?? value}` : `${name} ${value}`;
  }).join("  ");
}

function vacuous({ oracles, sometimes, claim }: ScenarioOutcome): readonly string[] {
  const idle = oracles
    .filter(({ verdict }) => verdict === "insufficient")
    .map(({ name, reason }) => `  ${name}: ${reason}`);
  const never = sometimes.filter(({ count }) => count === 0).map(({ name }) => `  ${name} never happened`);
  return ["VACUOUS  nothing was broken, and nothing proved", `  "${claim}"`, "", ...idle, ...never];
}
