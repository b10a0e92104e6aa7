import { transcript, whyNot, type Depth } from "./depth.ts";
import { recorded, type Golden } from "./golden.ts";
import type { Area } from "./areas.ts";
import { firstMismatch, mismatchText } from "./mismatch.ts";

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
      const mismatch = firstMismatch(one, expected, await transcript(depth, one), depth.form);
      if (mismatch !== undefined) problems.push(mismatchText(mismatch));
    } catch (error) {
      problems.push(`case  ${one.name}\n  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { played, problems, left };
}
