import { minimalSubset } from "../../../src/harness/shrink/minimal-subset.ts";
import type { RunTrial, ShrinkTrial } from "../mutant.ts";
import { ablation, type Rest } from "./ablation.ts";

/** Runs that each part of the search may take. */
const SHARE = { faults: 40, messages: 120, decisions: 80 };
/** Of all of it: some mutants make runs that hardly end. */
const LONGEST_MS = 10_000;

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position);
const FEW = [1, 8, 64];
const GUESSES: readonly Rest[] = [
  ...FEW.map((count): Rest => ({ faults: [], messages: upTo(count) })),
  ...FEW.map((count): Rest => ({ messages: upTo(count) })),
];

/** Leaves out faults, then messages, then single decisions of a small world, as long as the same oracle fires. */
export const shrinkTrial = (trial: RunTrial): ShrinkTrial => async (seed, oracle) => {
  const began = performance.now();
  let runs = 0;
  let mayRun = 1;
  const fails = async (rest: Rest): Promise<boolean> => {
    if (runs >= mayRun || performance.now() - began > LONGEST_MS) return false;
    runs++;
    ablation.rest = rest;
    return (await trial(seed)).findings.some((finding) => finding.oracle === oracle);
  };
  const within = <T>(share: number, search: () => Promise<T>): Promise<T> => {
    mayRun = runs + share;
    return search();
  };
  try {
    ablation.size = undefined;
    if (!await fails({}) || ablation.size === undefined) return undefined;
    const before = sizeSeen();
    const few = await within(GUESSES.length, () => firstThatFails(fails));
    const most = few.messages ?? upTo(before.messages);
    const faults =
      few.faults ??
      (await within(SHARE.faults, () => minimalSubset(upTo(before.faults), (kept) => fails({ ...few, faults: kept }))));
    const messages = await within(SHARE.messages, () =>
      minimalSubset(most, (kept) => fails({ faults, messages: kept })),
    );
    const smallest = await within(SHARE.decisions, async (): Promise<Rest> => {
      await fails({ faults, messages });
      const { taken } = ablation;
      if (taken.length === 0 || !await fails({ faults, messages, tape: taken })) return { faults, messages };
      return { faults, messages, tape: await minimalSubset(taken, (tape) => fails({ faults, messages, tape })) };
    });
    // The sizes are those of the last run.
    ablation.rest = smallest;
    await trial(seed);
    return { before, after: sizeSeen() };
  } finally {
    ablation.rest = {};
  }
};

/** Guesses that make all later runs short when one is right. */
async function firstThatFails(fails: (rest: Rest) => Promise<boolean>): Promise<Rest> {
  for (const guess of GUESSES) if (await fails(guess)) return guess;
  return {};
}

function sizeSeen(): NonNullable<typeof ablation.size> {
  if (ablation.size === undefined) throw new TypeError("the run was of another kind than the one before");
  return ablation.size;
}
