import type { Bytes } from "../../server/bytes.ts";
import type { Compat } from "../../server/compat.ts";
import type { Run } from "../../server/command.ts";
import { formatDouble, formatGeneral } from "../../server/numbers.ts";
import type { SortedSetEncoding } from "../../zsets/sorted-set-value.ts";
import { cursorArgument, scanOptions } from "../sets/scan-options.ts";
import { sortedSetAt } from "./sorted-set-access.ts";

/** A listpack holds whole numbers up to here as integers. */
const WHOLE = 4_611_686_018_427_387_904;

/** Scores are shown as the encoding holds them: a listpack as integers and texts, a skiplist as doubles. */
function scoreText(score: number, encoding: SortedSetEncoding, compat: Compat): Bytes {
  if (encoding === "skiplist")
    return Number.isFinite(score) && score !== 0 ? formatGeneral(score) : formatDouble(score, compat);
  return Number.isInteger(score) && Math.abs(score) < WHOLE ? BigInt(score).toString() : formatDouble(score, compat);
}

/** ZSCAN key cursor [MATCH pattern] [COUNT count]: members and scores alternating. */
export const zscan: Run = (context, args) => {
  const from = cursorArgument(args[2] as Bytes, context.compat);
  const set = sortedSetAt(context, args[1] as Bytes);
  if (set === undefined) return ["0", []];
  const { count, matches } = scanOptions(context, args, 3);
  const { cursor, keys } = set.scan(from, count);
  const items: Bytes[] = [];
  for (const member of keys) {
    if (matches(member)) items.push(member, scoreText(set.scoreOf(member) as number, set.encoding, context.compat));
  }
  return [String(cursor), items];
};
