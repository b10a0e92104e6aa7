import type { Override } from "../../../kernel/decisions.ts";
import type { Attempts } from "../attempts.ts";
import { EVERYTHING, isSparse, type Candidate } from "../candidate.ts";
import { minimalSubset } from "../minimal-subset.ts";
import type { Pass, Surveyor } from "./pass.ts";

/**
 * Single decisions. All that the seed decides becomes neutral; what is needed stands on the tape. Whole sites go first,
 * and then, of those that are left, one decision after the other.
 */
export const shrinkDecisions: Pass = async (candidate, attempts, surveyor) => {
  const sparse = isSparse(candidate) ? candidate : await written(candidate, attempts);
  if (sparse === undefined) return candidate;
  const only = (tape: readonly Override[]): Candidate => ({ ...sparse, tape });
  const sites = [...new Set(sparse.tape.map(({ site }) => site))];
  const ofSites = (some: readonly string[]): readonly Override[] =>
    sparse.tape.filter(({ site }) => some.includes(site));
  const kept = await minimalSubset(sites, (some) => attempts.fails(only(ofSites(some))));
  const smallest = only(await minimalSubset(ofSites(kept), (tape) => attempts.fails(only(tape))));
  return await realigned(smallest, attempts, surveyor) ?? smallest;
};

/** As early as a command of the only message can be. */
const EARLIEST = 8;

/**
 * Commands are known by their number, so that a decision on the 41st needs 40 messages before it. The same decision on
 * one of the first commands, with nothing published but the message that the failure is about, is the same trouble.
 */
async function realigned(
  candidate: Candidate, attempts: Attempts, { subject, complete }: Surveyor,
): Promise<Candidate | undefined> {
  const { messages, tape } = candidate;
  if (tape.length === 0 || subject === undefined || !messages.includes(subject)) return undefined;
  const needed = complete(candidate, [subject]);
  if (needed.length >= messages.length) return undefined;
  const first = Math.min(...tape.map(({ key }) => key));
  for (let earliest = 0; earliest < Math.min(EARLIEST, first + 1); earliest++) {
    const earlier = tape.map((override) => ({ ...override, key: override.key - first + earliest }));
    const attempt: Candidate = { ...candidate, messages: needed, tape: earlier };
    if (await attempts.fails(attempt)) return attempt;
  }
  return undefined;
}

/**
 * The same run with every decision on its tape and nothing left to the seed; undefined when it does not fail the same.
 */
async function written(candidate: Candidate, attempts: Attempts): Promise<Candidate | undefined> {
  const silent: Candidate = { ...candidate, neutral: EVERYTHING, tape: [] };
  if (await attempts.fails(silent)) return silent;
  const observed = await attempts.observe(candidate, true);
  if (observed === undefined) return undefined;
  const full: Candidate = { ...silent, tape: observed.taken.filter(({ site }) => !IN_THE_PLAN.test(site)) };
  return await attempts.fails(full) ? full : undefined;
}

/** Decided when the plan was drawn. */
const IN_THE_PLAN = /^(swarm|knob)\./;
