import type { Candidate } from "../candidate.ts";
import { minimalSubset, roughSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

/**
 * Messages of the workload, each with what it builds on. Which of many are all needed is made sure of once the rest is
 * small.
 */
export const shrinkMessages: Pass = async (candidate, attempts, surveyor) => {
  const only = (messages: readonly number[]): Candidate => ({
    ...candidate,
    messages: surveyor.complete(candidate, messages),
  });
  const subset = surveyor.isFirstRound ? roughSubset : minimalSubset;
  return only(await subset(candidate.messages, (messages) => attempts.fails(only(messages))));
};
