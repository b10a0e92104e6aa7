import { stepText, parseStep, type Step } from "./step.ts";
import type { Case } from "./case.ts";
import { clientLimit } from "./client-limit.ts";

/** What came back during a step: a client's letter, a space and its reply's bytes, or `A closed`. Sorted by client. */
export type Answers = readonly string[];

/**
 * Executes a step and waits until nothing more will come because of it. `due`: how many answers have to come, if it is
 * known; so many are waited for however slow the machine is.
 */
export type Play = (step: Step, due?: number) => Promise<Answers>;

/** A way to reach a server. */
export interface Depth {
  readonly name: "model" | "tcp" | "mock" | "wire" | "live" | "raw";
  readonly compat: "7.0" | "7.2" | "8.0";
  /** Replies come as bytes, or as a client library has decoded them (and then nil, status and bulk look alike). */
  readonly form: "bytes" | "decoded";
  /** Lets `body` play these steps with keys and clients of their own. */
  converse(steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void>;
  /** The machine's ms, of a depth that lives in its time. */
  now?(): number;
  close(): Promise<void>;
}

/** A row a step: its text, then what came back. */
export type Transcript = readonly (readonly string[])[];

/**
 * What was answered to a case, and the most ms of the machine that one of its steps took, over what it was to sleep.
 */
export interface Conversation {
  readonly rows: Transcript;
  readonly slowestMs: number;
}

/** Plays the case. `expected`: what was recorded of it. */
export async function conversation(depth: Depth, { steps }: Case, expected?: Transcript): Promise<Conversation> {
  const parsed = steps.map((step) => parseStep(stepText(step)));
  const rows: string[][] = [];
  let slowestMs = 0;
  await depth.converse(parsed, async (play) => {
    const account = new Account(expected);
    for (const [index, step] of parsed.entries()) {
      const from = depth.now?.() ?? 0;
      const answers = await play(step, account.dueAt(index));
      slowestMs = Math.max(slowestMs, (depth.now?.() ?? 0) - from - (step.kind === "sleep" ? step.ms : 0));
      account.came(answers.length);
      rows.push([stepText(steps[index] as string), ...answers]);
    }
  });
  return { rows, slowestMs };
}

/** How many answers were recorded up to a step, and how many have come. */
class Account {
  readonly #expected: Transcript | undefined;
  #recorded = 0;
  #came = 0;
  #isShort = false;

  constructor(expected: Transcript | undefined) {
    this.#expected = expected;
  }

  dueAt(index: number): number | undefined {
    if (this.#expected === undefined) return undefined;
    this.#recorded += (this.#expected[index]?.length ?? 1) - 1;
    // What did not come although it was waited for is not waited for again.
    return this.#isShort ? 0 : Math.max(0, this.#recorded - this.#came);
  }

  came(count: number): void {
    this.#came += count;
    this.#isShort ||= this.#expected !== undefined && this.#came < this.#recorded;
  }
}

export const transcript = async (depth: Depth, one: Case): Promise<Transcript> => (await conversation(depth, one)).rows;

/** Why the depth cannot play the case; undefined when it can. */
export function whyNot({ name, compat, form }: Depth, { compat: only, not, steps }: Case): string | undefined {
  if (only !== undefined && !only.includes(compat)) return `only for ${only.join(", ")}`;
  if (name !== "raw" && not?.[name] !== undefined) return not[name];
  return form === "decoded" ? clientLimit(steps.map((step) => parseStep(stepText(step)))) : undefined;
}
