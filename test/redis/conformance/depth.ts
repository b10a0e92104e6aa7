import { stepText, parseStep, type Step } from "./step.ts";
import type { Case } from "./case.ts";
import { clientLimit } from "./client-limit.ts";

/** What came back during a step: a client's letter, a space and its reply's bytes, or `A closed`. Sorted by client. */
export type Answers = readonly string[];

/** Executes a step and waits until nothing more will come because of it. */
export type Play = (step: Step) => Promise<Answers>;

/** A way to reach a server. */
export interface Depth {
  readonly name: "model" | "tcp" | "mock" | "wire" | "live" | "raw";
  readonly compat: "7.0" | "7.2" | "8.0";
  /** Replies come as bytes, or as a client library has decoded them (and then nil, status and bulk look alike). */
  readonly form: "bytes" | "decoded";
  /** Lets `body` play these steps with keys and clients of their own. */
  converse(steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** A row a step: its text, then what came back. */
export type Transcript = readonly (readonly string[])[];

export async function transcript(depth: Depth, { steps }: Case): Promise<Transcript> {
  const texts = steps.map(stepText);
  const rows: string[][] = [];
  await depth.converse(texts.map(parseStep), async (play) => {
    for (const text of texts) rows.push([text, ...await play(parseStep(text))]);
  });
  return rows;
}

/** Why the depth cannot play the case; undefined when it can. */
export function whyNot({ name, compat, form }: Depth, { compat: only, not, steps }: Case): string | undefined {
  if (only !== undefined && !only.includes(compat)) return `only for ${only.join(", ")}`;
  if (name !== "raw" && not?.[name] !== undefined) return not[name];
  return form === "decoded" ? clientLimit(steps.map((step) => parseStep(stepText(step)))) : undefined;
}
