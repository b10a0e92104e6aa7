import { minimalSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

/** Messages of the workload. */
export const shrinkMessages: Pass = async (candidate, attempts) =>
  ({ ...candidate, messages: await minimalSubset(candidate.messages, (messages) => attempts.fails({ ...candidate, messages })) });
