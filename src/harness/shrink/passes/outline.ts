import { EVERYTHING, isSparse, type Candidate } from "../candidate.ts";
import type { Pass, Surveyor } from "./pass.ts";

/** Messages before the one that the failure is about that are tried with it. */
const BEFORE = 32;

/**
 * Guesses that make every later run short when one of them is right: only the message that the failure is about, or it
 * and those before it, with the seed's decisions or without.
 */
export const outline: Pass = async (candidate, attempts, surveyor) => {
  for (const guess of guesses(candidate, surveyor)) if (await attempts.fails(guess)) return guess;
  return candidate;
};

function guesses(candidate: Candidate, { subject, complete }: Surveyor): readonly Candidate[] {
  const { messages } = candidate;
  const parts = subject === undefined ? [[]] : [
    messages.filter((index) => index === subject),
    messages.filter((index) => index <= subject && index > subject - BEFORE),
    messages.filter((index) => index <= subject),
  ].map((part) => complete(candidate, part));
  const smaller = [...parts.filter(({ length }) => length < messages.length), messages];
  return smaller.flatMap((part) => {
    const seeded = part.length < messages.length ? [{ ...candidate, messages: part }] : [];
    return isSparse(candidate) ? seeded : [{ ...candidate, messages: part, neutral: EVERYTHING, tape: [] }, ...seeded];
  });
}
