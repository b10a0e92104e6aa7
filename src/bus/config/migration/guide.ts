import { formatDuration } from "../../../kernel/time.ts";
import { formatPlace, formatProblem } from "../problem.ts";
import type { FieldOutcome, Migration } from "./migrate.ts";
import { TARGETS } from "./targets.ts";

const STEPS: readonly string[] = [
  "Keep a copy of the old configuration.",
  "Write the new one to a file of its own: printConfig(ENHANCED_SPEC, migration.config).",
  "Decide about each field below that was dropped or is not known.",
  "Check the file: checkConfig reports errors, warnings and suggestions with their lines.",
  "Give the new configuration to client, consumer and manager; start the consumers before the producers.",
  "To go back, start with the copy: the streams of the old bus are left as they are.",
];

/** A text for whoever carries out a migration: the steps, and what became of every field. Holds no secrets. */
export function createMigrationGuide(migration: Migration, source = "the old configuration"): string {
  const of = (outcome: FieldOutcome["outcome"]) => migration.fields.filter((field) => field.outcome === outcome)
    .map((field) => describeOutcome(field, source));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Mapped", of("mapped")],
    ["Dropped", of("dropped")],
    ["Not known", of("unknown")],
    [
      "Adjusted, so that the fields agree",
      migration.adjusted.map(
        ({ field, from, to, reason }) => `${field}: ${shown(field, from)} → ${shown(field, to)}: ${reason}`,
      ),
    ],
    ["To look at", migration.warnings.map((problem) => formatProblem(problem, "the result"))],
    ["Taken from the defaults", migration.defaulted.map(({ field, value }) => `${field} = ${shown(field, value)}`)],
  ];
  return [
    `# Migration from ${migration.from} to 2.0`, "",
    ...STEPS.map((step, i) => `${i + 1}. ${step}`),
    "",
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .flatMap(([title, lines]) => [`## ${title}`, "", ...lines.map((line) => `- ${line}`), ""]),
  ].join("\n");
}

const shown = (field: string, value: unknown): string =>
  (TARGETS.get(field)?.kind === "duration" && typeof value === "number" ? formatDuration(value) : String(value));

function describeOutcome({ path, at, to, notes }: FieldOutcome, source: string): string {
  const where = at === undefined ? "" : ` (${formatPlace(at, source)})`;
  const target = to.length === 0 ? "" : ` → ${to.join(", ")}`;
  const remarks = notes.length === 0 ? "" : `: ${notes.join("; ")}`;
  return `${path}${where}${target}${remarks}`;
}
