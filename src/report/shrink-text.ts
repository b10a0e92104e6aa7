import type { Capsule } from "../harness/capsule/capsule.ts";
import { SIZE_PARTS, type Size } from "../harness/capsule/size.ts";
import type { ShrunkCapsule } from "../harness/shrink/shrink-capsule.ts";
import { formatSeed } from "../kernel/seed.ts";
import { formatDuration } from "../kernel/time.ts";
import { afterCuts, faultAfterCuts } from "../harness/scenario/time-cut.ts";
import { describeFault } from "./scenario-text.ts";
import { faultNames, storyLines } from "./story-text.ts";
import { formatCount, formatTable } from "./table.ts";

export interface ShrinkFacts extends ShrunkCapsule {
  /** Files that were written. */
  readonly files: readonly string[];
  /** Makes the small run again. */
  readonly command: string;
  readonly wallSeconds: number;
}

/** The smallest failing run: what is left of it, its story, how it was found, and the command that makes it again. */
export function formatShrunk(facts: ShrinkFacts): string {
  const { outcome, capsule, story, files, command } = facts;
  const { failure } = outcome;
  return [
    `${outcome.scenario}  seed ${formatSeed(outcome.seed)}  digest ${outcome.digest}`,
    ...recipeLines(capsule),
    "",
    `FAIL  ${failure?.oracle ?? ""}  fingerprint ${failure?.fingerprint ?? ""}`,
    `  "${outcome.claim}"`,
    ...(failure?.message ?? "").split("\n").slice(0, 4).map((line) => `  ${line}`),
    "",
    ...storyLines(story, faultNames(capsule.recipe), failure?.shape ?? ""),
    "",
    ...searchLines(facts),
    "",
    ...files.map((file) => `  wrote      ${file}`),
    `  reproduce  ${command}`,
    "",
  ].join("\n");
}

/** What the run is made of, at the times that its trace has: after its cuts. */
export function recipeLines({ recipe: { plan, keep, duration, cuts, neutral, tape } }: Capsule): readonly string[] {
  const faults = plan.faults.map((fault) => faultAfterCuts(fault, cuts));
  const knobs = Object.entries(plan.knobs).map(
    ([name, value]) => `${name}=${value >= 100_000 ? formatDuration(value) : value}`,
  );
  const length = afterCuts(duration, cuts);
  const shown = tape.slice(0, SHOWN).map(({ site, key, choice }) => `${site} #${key} = ${choice}`);
  return [
    ...(faults.length === 0 ? ["  fault     none"] : faults.map((fault) => `  fault     ${describeFault(fault)}`)),
    `  messages  ${keep === undefined ? "all" : keep.map(rangeText).join(", ") || "none"}`,
    `  duration  ${formatDuration(length)}${length === duration ? "" : `, after ${formatDuration(duration - length)} were cut out`}`,
    ...(knobs.length === 0 ? [] : [`  knobs     ${knobs.join("  ")}`]),
    ...(plan.buggify ? ["  buggify   on"] : []),
    `  chance    ${!neutral.includes("*") ? "as the seed has it" : tape.length === 0 ? "none: every decision is neutral" : "neutral, but for"}`,
    ...shown.map((line) => `            ${line}`),
    ...(tape.length > SHOWN ? [`            … and ${formatCount(tape.length - SHOWN)} more`] : []),
  ];
}

const SHOWN = 12;

const rangeText = ([from, to]: readonly [number, number]): string =>
  to === from + 1 ? String(from) : `${from} to ${to - 1}`;

function searchLines({
  shrunk: { before, after, runs, steps, isMinimal, exhausted }, wallSeconds,
}: ShrinkFacts): readonly string[] {
  const row = (name: string, size: Size, made: number): readonly (string | number)[] => [
    name,
    ...SIZE_PARTS.map((part) => sizeText(part, size)),
    made,
  ];
  const certainty = isMinimal
    ? "1-minimal: no single fault, message, knob or decision can be left out"
    : exhausted === "time"
      ? "not proven minimal: its time was over"
      : "not proven minimal: it may make no more runs";
  return [
    formatTable(
      ["", ...SIZE_PARTS, "runs"],
      [
        row("found", before, 1),
        ...steps.map((step) => row(step.pass, step.after, step.runs)),
        row("left", after, runs),
      ],
      "  ",
    ),
    `  ${certainty} (${runs} runs, ${wallSeconds.toFixed(1)} s)`,
  ];
}

const sizeText = (part: keyof Size, size: Size): string | number =>
  part === "duration" ? formatDuration(size.duration) : size[part];

/** `wavetank.shrink/1`. */
export function shrinkDocument({ outcome, capsule, story, shrunk, files, command, wallSeconds }: ShrinkFacts): object {
  const { before, after, runs, steps, isMinimal, exhausted } = shrunk;
  return {
    schema: "wavetank.shrink/1",
    scenario: outcome.scenario, seed: outcome.seed, digest: outcome.digest, failure: outcome.failure,
    before, after, runs, steps, minimal: isMinimal, exhausted,
    recipe: capsule.recipe, story, files, reproduce: command, wall: { seconds: wallSeconds },
  };
}
