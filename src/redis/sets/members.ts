import type { Bytes } from "../server/bytes.ts";
import type { ScanStep } from "../server/scan-index.ts";

/** The members of a set in one of its encodings. */
export interface Members extends Iterable<Bytes> {
  readonly encoding: "intset" | "listpack" | "hashtable";
  readonly size: number;
  /** About how many bytes a server would spend on them. */
  readonly bytes: number;
  has(member: Bytes): boolean;
  /** False when it is there already. */
  add(member: Bytes): boolean;
  delete(member: Bytes): boolean;
  /** One of them, all equally likely; `random` gives whole numbers below 2^32. There must be one. */
  random(random: () => number): Bytes;
  scan(cursor: number, count: number): ScanStep;
  clone(): Members;
}
