import type { Bytes } from "../../server/bytes.ts";
import { ReplyError } from "../../server/reply.ts";

/** What members can be picked from at random. */
export interface Pool extends Iterable<Bytes> {
  readonly size: number;
  random(random: () => number): Bytes;
}

/** A reply of more elements would not fit into memory. */
const MOST = 2 ** 24;
/** When a sample is a larger part of the pool than this, it is cheaper to shuffle all. */
const LARGE_PART = 3;

/** `count` members, none twice; all when there are no more. */
export function distinctSample(pool: Pool, count: number, random: () => number): Bytes[] {
  if (count >= pool.size) return [...pool];
  if (count * LARGE_PART > pool.size) return shuffled([...pool], count, random);
  const picked = new Set<Bytes>();
  while (picked.size < count) picked.add(pool.random(random));
  return [...picked];
}

/** `count` members, each picked independently. */
export function independentSample(pool: Pool, count: number, random: () => number): Bytes[] {
  if (count > MOST) throw new ReplyError("ERR value is out of range");
  return Array.from({ length: count }, () => pool.random(random));
}

/** The first `count` of a random order. */
function shuffled(members: Bytes[], count: number, random: () => number): Bytes[] {
  for (let i = 0; i < count; i++) {
    const other = i + (random() % (members.length - i));
    const member = members[i] as Bytes;
    members[i] = members[other] as Bytes;
    members[other] = member;
  }
  return members.slice(0, count);
}
