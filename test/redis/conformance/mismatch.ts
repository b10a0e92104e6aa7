import type { Case } from "./case.ts";
import { comparable, type Form } from "./comparison.ts";
import type { Transcript } from "./depth.ts";

/** A step at which a transcript is not what was expected. */
export interface Mismatch {
  readonly name: string;
  /** The steps up to and including the one that differs. */
  readonly steps: readonly string[];
  readonly expected: readonly string[];
  readonly got: readonly string[];
}

/** What came during step `index` and while nobody spoke after it: which of the two depends on how fast a machine is. */
function answersTo(index: number, rows: Transcript): readonly string[] {
  const answers = (rows[index] ?? []).slice(1);
  for (let after = index + 1; isSleep(rows[after]); after++) answers.push(...(rows[after] ?? []).slice(1));
  return answers.sort((left, right) => left.charCodeAt(0) - right.charCodeAt(0));
}

const isSleep = (row: Transcript[number] | undefined): boolean => row?.[0]?.startsWith("sleep ") === true;

/** The first step that differs; undefined when none does. */
export function firstMismatch(
  { name, steps }: Case, expected: Transcript, got: Transcript, form: Form,
): Mismatch | undefined {
  for (const [index, row] of expected.entries()) {
    if (index > 0 && isSleep(row)) continue;
    const step = steps[index];
    const mask = typeof step === "object" ? step.mask : undefined;
    const answers = answersTo(index, expected);
    const answered = answersTo(index, got);
    const wanted = answers.map((answer) => comparable(answer, "bytes", form, mask));
    const given = answered.map((answer) => comparable(answer, form, form, mask));
    if (wanted.length === given.length && wanted.every((answer, at) => answer === given[at])) continue;
    return {
      name, steps: [...expected.slice(0, index).map(([before = ""]) => before), row[0] as string], expected: answers,
      got: answered,
    };
  }
  return undefined;
}

const shown = (answers: readonly string[]): string =>
  answers.length === 0
    ? "(no reply)"
    : answers.map((answer) => answer[0] + " " + JSON.stringify(answer.slice(2))).join("\n            ");

/** For people: the conversation so far, and the two answers. */
export const mismatchText = ({ name, steps, expected, got }: Mismatch): string =>
  [
    `case  ${name}`,
    ...steps.map((step) => `      ${step}`),
    `  expected  ${shown(expected)}`, `  got       ${shown(got)}`,
  ].join("\n");
