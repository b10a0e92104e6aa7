import { WavetankError } from "./error.ts";
import { hashName } from "./hash.ts";

/** One unsigned 32-bit integer decides a whole run. */
export type Seed = number;

/**
 * Reads a seed from text: decimal, `0x` hexadecimal, or any other word (a commit hash, say), which is hashed.
 *
 * @throws {WavetankError} E_SEED - the text is empty or a number outside 0 … 2^32 − 1.
 */
export function parseSeed(text: string): Seed {
  const trimmed = text.trim();
  if (/^(0x[0-9a-f]+|\d+)$/i.test(trimmed)) {
    const value = Number(trimmed);
    if (value <= 0xffffffff) return value;
  } else if (/^[\w./][\w./-]*$/.test(trimmed)) {
    return hashName(trimmed);
  }
  throw new WavetankError("E_SEED", `"${text}" is not a seed`, {
    expected: "an integer from 0 to 4294967295, 0x hexadecimal, or a word such as a commit hash",
  });
}

export const formatSeed = (seed: Seed): string => `0x${seed.toString(16).padStart(8, "0")}`;
