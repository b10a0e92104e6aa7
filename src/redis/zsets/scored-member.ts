import type { Bytes } from "../server/bytes.ts";

export interface ScoredMember {
  readonly member: Bytes;
  readonly score: number;
}

/** The order of a sorted set: by score, then by the bytes of the member. Below 0 when `left` comes first. */
export function compareScored(left: ScoredMember, right: ScoredMember): number {
  if (left.score !== right.score) return left.score < right.score ? -1 : 1;
  if (left.member === right.member) return 0;
  return left.member < right.member ? -1 : 1;
}
