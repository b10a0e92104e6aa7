import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { parseDouble } from "../../server/numbers.ts";
import { DoubleReply, notAFloat, ReplyError, syntaxError } from "../../server/reply.ts";
import { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { sortedSetAt, sortedSetLimitsOf } from "./sorted-set-access.ts";

const NO_FLAGS: ReadonlySet<string> = new Set();
const FLAGS: ReadonlySet<string> = new Set(["nx", "xx", "gt", "lt", "ch", "incr"]);

interface Addition {
  readonly key: Bytes;
  readonly flags: ReadonlySet<string>;
  /** Score and member alternating. */
  readonly elements: readonly Bytes[];
}

interface Outcome {
  readonly added: number;
  readonly updated: number;
  /** The last score given or confirmed; undefined when the flags forbade it. */
  readonly score: number | undefined;
}

const NOTHING: Outcome = { added: 0, updated: 0, score: undefined };

/** Reads `key [NX|XX] [GT|LT] [CH] [INCR] score member…`. */
function additionOf(args: readonly Bytes[]): Addition {
  let flags: Set<string> | undefined;
  let at = 2;
  for (; at < args.length; at++) {
    const flag = (args[at] as Bytes).toLowerCase();
    if (!FLAGS.has(flag)) break;
    (flags ??= new Set()).add(flag);
  }
  const elements = args.slice(at);
  if (elements.length === 0 || elements.length % 2 !== 0) throw syntaxError();
  if (flags === undefined) return { key: args[1] as Bytes, flags: NO_FLAGS, elements };
  if (flags.has("nx") && flags.has("xx"))
    throw new ReplyError("ERR XX and NX options at the same time are not compatible");
  if (Number(flags.has("nx")) + Number(flags.has("gt")) + Number(flags.has("lt")) > 1) {
    throw new ReplyError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (flags.has("incr") && elements.length > 2) {
    throw new ReplyError("ERR INCR option supports a single increment-element pair");
  }
  return { key: args[1] as Bytes, flags, elements };
}

/**
 * The sorted set to add to, in the encoding that a server chooses before it adds: 7.0 looks at the first member only.
 */
function prepared(
  context: CommandContext, existing: SortedSetValue | undefined, elements: readonly Bytes[],
): SortedSetValue {
  const limits = sortedSetLimitsOf(context);
  const looksAhead = atLeast(context.compat, "7.2");
  let longest = (elements[1] as Bytes).length;
  if (looksAhead)
    for (let i = 3; i < elements.length; i += 2) longest = Math.max(longest, (elements[i] as Bytes).length);
  const count = looksAhead ? elements.length / 2 : Math.min(elements.length / 2, Math.max(limits.entries, 1));
  if (existing === undefined) return SortedSetValue.expecting(count, longest, limits);
  if (looksAhead) existing.prepareFor(count, longest, limits);
  return existing;
}

function add(context: CommandContext, { key, flags, elements }: Addition): Outcome {
  const scores: number[] = [];
  for (let i = 0; i < elements.length; i += 2) {
    const score = parseDouble(elements[i] as Bytes);
    if (score === undefined) throw notAFloat();
    scores.push(score);
  }
  const limits = sortedSetLimitsOf(context);
  const existing = sortedSetAt(context, key);
  if (existing === undefined && flags.has("xx")) return NOTHING;
  const set = prepared(context, existing, elements);
  let added = 0;
  let updated = 0;
  let score: number | undefined;
  scores.forEach((given, i) => {
    const member = elements[2 * i + 1] as Bytes;
    const current = set.scoreOf(member);
    const wanted = wantedScore(current, given, flags);
    if (wanted === undefined) return;
    score = wanted;
    if (wanted === current) return;
    set.set(member, wanted, limits);
    if (current === undefined) added++;
    else updated++;
  });
  if (existing === undefined) context.db.set(key, set);
  else if (added + updated > 0) context.db.touch(key);
  context.changed(added + updated);
  return { added, updated, score };
}

/** The score that the member is to have; undefined when the flags leave it as it is. */
function wantedScore(current: number | undefined, given: number, flags: ReadonlySet<string>): number | undefined {
  if (flags.size === 0) return given;
  if (current === undefined) return flags.has("xx") ? undefined : given;
  if (flags.has("nx")) return undefined;
  const score = flags.has("incr") ? current + given : given;
  if (Number.isNaN(score)) throw new ReplyError("ERR resulting score is not a number (NaN)");
  if (flags.has("gt") && score <= current) return undefined;
  if (flags.has("lt") && score >= current) return undefined;
  return score;
}

/** ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member [score member…]. */
export const zadd: Run = (context, args) => {
  const addition = additionOf(args);
  const { added, updated, score } = add(context, addition);
  if (addition.flags.has("incr")) return score === undefined ? null : new DoubleReply(score);
  return addition.flags.has("ch") ? added + updated : added;
};

const INCREMENT: ReadonlySet<string> = new Set(["incr"]);

/** ZINCRBY key increment member. */
export const zincrby: Run = (context, args) => {
  const { score } = add(context, {
    key: args[1] as Bytes, flags: INCREMENT, elements: [args[2] as Bytes, args[3] as Bytes],
  });
  return score === undefined ? null : new DoubleReply(score);
};
