import type { Case } from "./case.ts";
import { conversation, whyNot, type Depth, type Transcript } from "./depth.ts";
import { recorded, type Golden } from "./golden.ts";
import type { Area } from "./areas.ts";
import { firstMismatch, mismatchText, type Mismatch } from "./mismatch.ts";

/** How a depth did on an area: how many cases it played, and a text for each that went wrong. */
export interface Verdict {
  readonly played: number;
  readonly problems: readonly string[];
  /** Left out by the case's own word. */
  readonly left: readonly string[];
}

/** Plays each case of the area and compares the transcript with the one recorded from a real server. */
export async function judge(depth: Depth, { name: area, cases }: Area, golden: Golden): Promise<Verdict> {
  const problems: string[] = [];
  const left: string[] = [];
  let played = 0;
  for (const one of cases) {
    const reason = whyNot(depth, one);
    if (reason !== undefined) {
      left.push(`${one.name}: ${reason}`);
      continue;
    }
    const expected = recorded(golden, one);
    if (expected === undefined) {
      problems.push(`case  ${one.name}\n  is not recorded: node test/redis/run.mjs conformance/record.ts ${area}`);
      continue;
    }
    played++;
    try {
      const mismatch = await mismatchOf(depth, one, expected);
      if (mismatch !== undefined) problems.push(mismatchText(mismatch));
    } catch (error) {
      problems.push(`case  ${one.name}\n  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { played, problems, left };
}

/** Times in cases are far enough apart for steps that take less. */
const STANDSTILL_MS = 100;
const TRIES = 5;

/**
 * A conversation in which the machine stood still says nothing about times that were running out meanwhile: when it is
 * not as recorded, it is held again. One that differs without having stood still is a mismatch at once.
 */
async function mismatchOf(depth: Depth, one: Case, expected: Transcript): Promise<Mismatch | undefined> {
  for (let tries = 1; ; tries++) {
    const { rows, slowestMs } = await conversation(depth, one, expected);
    const mismatch = firstMismatch(one, expected, rows, depth.form);
    if (mismatch === undefined || slowestMs < STANDSTILL_MS || tries === TRIES) return mismatch;
  }
}
