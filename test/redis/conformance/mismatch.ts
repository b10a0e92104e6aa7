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

/** The first step that differs; undefined when none does. */
export function firstMismatch({ name, steps }: Case, expected: Transcript, got: Transcript, form: Form): Mismatch | undefined {
  for (const [index, [text = "", ...answers]] of expected.entries()) {
    const step = steps[index];
    const mask = typeof step === "object" ? step.mask : undefined;
    const answered = (got[index] ?? []).slice(1);
    const wanted = answers.map((answer) => comparable(answer, "bytes", form, mask));
    const given = answered.map((answer) => comparable(answer, form, form, mask));
    if (wanted.length === given.length && wanted.every((answer, at) => answer === given[at])) continue;
    return { name, steps: [...expected.slice(0, index).map(([before = ""]) => before), text], expected: answers, got: answered };
  }
  return undefined;
}

const shown = (answers: readonly string[]): string =>
  answers.length === 0 ? "(no reply)" : answers.map((answer) => answer[0] + " " + JSON.stringify(answer.slice(2))).join("\n            ");

/** For people: the conversation so far, and the two answers. */
export const mismatchText = ({ name, steps, expected, got }: Mismatch): string =>
  [`case  ${name}`, ...steps.map((step) => `      ${step}`), `  expected  ${shown(expected)}`, `  got       ${shown(got)}`].join("\n");
