import type { Uint64 } from "../server/uint64.ts";
import type { IdMap } from "./id-map.ts";

/** Bytes of a key: both halves of an id, most significant byte first. */
const KEY = 16;
const LOW = 4_294_967_296;

/**
 * Nodes of the compressed radix tree in which a server keeps these ids. A node is the end of a key, a branch of two
 * ways or more, or a run of bytes without one.
 */
export function radixTreeNodes(ids: IdMap<unknown>): number {
  if (ids.size === 0) return 1;
  const walker = ids.from(0, 0);
  let nodes = ids.size;
  /** Depths of the branches above the last key, from the root down. */
  const branches: number[] = [];
  const above = (): number => branches.at(-1) ?? -1;
  const addRun = (from: number, to: number): void => {
    if (to - from > 1) nodes++;
  };
  let { ms, seq } = walker;
  for (walker.next(); !walker.done; walker.next()) {
    const depth = commonBytes(ms, seq, walker.ms, walker.seq);
    addRun(Math.max(depth, above()), KEY);
    while (above() > depth) {
      const branch = branches.pop() as number;
      addRun(Math.max(depth, above()), branch);
    }
    if (above() < depth) {
      branches.push(depth);
      nodes++;
    }
    ({ ms, seq } = walker);
  }
  addRun(above(), KEY);
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) addRun(above(), branch);
  return nodes;
}

const commonBytes = (leftMs: Uint64, leftSeq: Uint64, rightMs: Uint64, rightSeq: Uint64): number =>
  leftMs === rightMs ? 8 + commonIn(leftSeq, rightSeq) : commonIn(leftMs, rightMs);

function commonIn(left: Uint64, right: Uint64): number {
  const high = (highHalf(left) ^ highHalf(right)) >>> 0;
  return (high === 0 ? 32 + Math.clz32(lowHalf(left) ^ lowHalf(right)) : Math.clz32(high)) >> 3;
}

const highHalf = (value: Uint64): number =>
  typeof value === "number" ? Math.floor(value / LOW) : Number(value >> 32n);

const lowHalf = (value: Uint64): number => (typeof value === "number" ? value >>> 0 : Number(value & 0xffff_ffffn));
