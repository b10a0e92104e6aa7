import type { Decisions } from "../../kernel/decisions.ts";
import { WavetankError } from "../../kernel/error.ts";
import { formatSeed, parseSeed, type Seed } from "../../kernel/seed.ts";
import type { Trace } from "../../kernel/trace.ts";
import type { Witness } from "../../oracles/evidence/witness.ts";

/**
 * From the event on that brings the trace to `at`, another seed decides. What was drawn before the run stays as it was.
 */
export interface Split {
  /** Trace events. */
  readonly at: number;
  readonly seed: Seed;
}

export const MOST_SPLITS = 1_000;

/** @throws {WavetankError} E_SPLIT - not in order, or no positions. */
export function checkedSplits(splits: readonly Split[]): readonly Split[] {
  let last = 0;
  for (const { at } of splits) {
    if (!Number.isSafeInteger(at) || at < last)
      throw new WavetankError("E_SPLIT", `a split at ${at} behind one at ${last}`, {
        expected: "positions in the trace, ascending",
      });
    last = at;
  }
  return splits;
}

/** `120@0x0000001f,338@0x0000002a`: as `parseSplits` reads it. */
export const formatSplits = (splits: readonly Split[]): string =>
  splits.map(({ at, seed }) => `${at}@${formatSeed(seed)}`).join(",");

/** @throws {WavetankError} E_SPLIT, E_SEED */
export function parseSplits(input: string): readonly Split[] {
  const parts = input.split(",");
  if (parts.length > MOST_SPLITS)
    throw new WavetankError("E_SPLIT", `${parts.length} splits`, { expected: `at most ${MOST_SPLITS}` });
  return checkedSplits(parts.map((part) => {
    const match = /^(\d{1,15})@(.+)$/.exec(part);
    if (match === null)
      throw new WavetankError("E_SPLIT", `"${part}" is no split`, {
        expected: "<events of the trace>@<seed>, such as 338@0x0000002a",
      });
    return { at: Number(match[1]), seed: parseSeed(match[2] as string) };
  }));
}

/**
 * Changes the seed where the run splits off: after a whole event, so that a parent and its branch agree up to there.
 */
export function splitter(splits: readonly Split[], decisions: Decisions, trace: Trace): Witness {
  let next = 0;
  return {
    step() {
      for (let split = splits[next]; split !== undefined && trace.count >= split.at; split = splits[++next])
        decisions.reseed(split.seed);
    },
  };
}
