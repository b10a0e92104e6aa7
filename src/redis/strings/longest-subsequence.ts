import type { Bytes } from "../server/bytes.ts";

/** A stretch that both texts share, by first and last place in each. */
export interface Match {
  readonly left: readonly [first: number, last: number];
  readonly right: readonly [first: number, last: number];
}

/** A longest common subsequence. */
export interface LongestSubsequence {
  readonly text: Bytes;
  /** From the end of the texts to their start. */
  readonly matches: readonly Match[];
}

/** Finds the one that a server finds. Takes time and memory in proportion to the product of the lengths. */
export function longestSubsequence(left: Bytes, right: Bytes): LongestSubsequence {
  const lengths = lengthTable(left, right);
  const width = right.length + 1;
  const reversed: string[] = [];
  const matches: Match[] = [];
  let run = 0;
  const close = (i: number, j: number): void => {
    if (run > 0) matches.push({ left: [i, i + run - 1], right: [j, j + run - 1] });
    run = 0;
  };
  let i = left.length;
  let j = right.length;
  while (i > 0 && j > 0) {
    if (left.charCodeAt(i - 1) === right.charCodeAt(j - 1)) {
      reversed.push(left.charAt(i - 1));
      run++;
      i--;
      j--;
      continue;
    }
    close(i, j);
    if ((lengths[(i - 1) * width + j] as number) > (lengths[i * width + j - 1] as number)) i--;
    else j--;
  }
  close(i, j);
  return { text: reversed.reverse().join(""), matches };
}

/** Length of a longest common subsequence of each pair of prefixes. */
function lengthTable(left: Bytes, right: Bytes): Uint32Array {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = 1; i <= left.length; i++) {
    const code = left.charCodeAt(i - 1);
    for (let j = 1; j <= right.length; j++) {
      const at = i * width + j;
      lengths[at] = code === right.charCodeAt(j - 1)
        ? (lengths[at - width - 1] as number) + 1
        : Math.max(lengths[at - width] as number, lengths[at - 1] as number);
    }
  }
  return lengths;
}
