import type { Candidate } from "../candidate.ts";
import { minimalSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

/** Messages of the workload, each with what it builds on. */
export const shrinkMessages: Pass = async (candidate, attempts, surveyor) => {
  const only = (messages: readonly number[]): Candidate => ({ ...candidate, messages: surveyor.complete(candidate, messages) });
  return only(await minimalSubset(candidate.messages, (messages) => attempts.fails(only(messages))));
};
