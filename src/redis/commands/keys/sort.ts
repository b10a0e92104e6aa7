import { Acl } from "../../acl/acl.ts";
import type { ListValue } from "../../lists/list-value.ts";
import type { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run } from "../../server/command.ts";
import { parseDouble } from "../../server/numbers.ts";
import { ReplyError, wrongType, type Reply } from "../../server/reply.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { limitOf, newList } from "../lists/list-access.ts";
import { sortOptions, type CheckPattern, type SortOptions } from "./sort-options.ts";
import { lookUp } from "./sort-pattern.ts";

/** SORT key [BY pattern] [LIMIT offset count] [GET pattern]… [ASC | DESC] [ALPHA] [STORE destination]. */
export const sort: Run = (context, args) => run(context, args, sortOptions(args, true, patternCheck(context, args)));

/** SORT_RO: without STORE. */
export const sortRo: Run = (context, args) => run(context, args, sortOptions(args, false, patternCheck(context, args)));

/** Patterns find keys that are not among the arguments: only who may read them all may use one. */
const patternCheck = ({ server, session }: CommandContext, args: readonly Bytes[]): CheckPattern => (option) => {
  if (session.unrestricted) return;
  const spec = server.commands.get((args[0] as Bytes).toLowerCase()) as CommandSpec;
  if (server.part(Acl).userOf(session).readsAnyKey(spec, args)) return;
  throw new ReplyError(`ERR ${option} option of SORT denied due to insufficient ACL permissions.`);
};

function run(context: CommandContext, args: readonly Bytes[], options: SortOptions): Reply {
  const elements = limited(ordered(context, args[1] as Bytes, options), options);
  const replies: (Bytes | null)[] = [];
  for (const element of elements) {
    if (options.get.length === 0) replies.push(element);
    for (const pattern of options.get) replies.push(lookUp(context.db, pattern, element) ?? null);
  }
  return options.store === undefined ? replies : store(context, options.store, replies);
}

function ordered(context: CommandContext, key: Bytes, options: SortOptions): Bytes[] {
  const value = context.db.get(key);
  const unsorted = options.by !== undefined && !options.by.includes("*");
  if (value === undefined) return [];
  switch (value.type) {
    case "list": {
      const elements = [...(value as ListValue)];
      return unsorted ? directed(elements, options) : sorted(context, elements, options);
    }
    case "set": {
      const elements = [...(value as SetValue)];
      if (!unsorted) return sorted(context, elements, options);
      // A set has no order of its own: what is stored or told to a script has one nevertheless.
      if (options.store === undefined && !context.inScript) return elements;
      return sorted(context, elements, { ...options, by: undefined, alpha: true });
    }
    case "zset": {
      // Reading it so leaves its mark: servers sort no listpack.
      (value as SortedSetValue).becomeSkiplist();
      const elements = Array.from(value as SortedSetValue, ({ member }) => member);
      return unsorted ? directed(elements, options) : sorted(context, elements, options);
    }
    case "string": case "hash": case "stream": throw wrongType();
  }
}

const directed = (elements: Bytes[], { descending }: SortOptions): Bytes[] =>
  descending ? elements.reverse() : elements;

const compareBytes = (left: Bytes, right: Bytes): number => (left < right ? -1 : left > right ? 1 : 0);

/** What has no value to compare stands first. */
function compareWeights(left: Bytes | undefined, right: Bytes | undefined): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return compareBytes(left, right);
}

interface Scored {
  readonly element: Bytes;
  readonly score: number;
}

function compareScores(left: Scored, right: Scored): number {
  return left.score < right.score ? -1 : left.score > right.score ? 1 : compareBytes(left.element, right.element);
}

function sorted({ db }: CommandContext, elements: readonly Bytes[], options: SortOptions): Bytes[] {
  const { by, alpha } = options;
  const sign = options.descending ? -1 : 1;
  const weigh = (element: Bytes): Bytes | undefined => (by === undefined ? element : lookUp(db, by, element));
  if (alpha) {
    return elements.map((element) => ({ element, weight: weigh(element) }))
      .sort((left, right) => sign * compareWeights(left.weight, right.weight)).map(({ element }) => element);
  }
  return elements.map((element) => ({ element, score: score(weigh(element)) }))
    .sort((left, right) => sign * compareScores(left, right)).map(({ element }) => element);
}

/** As C's strtod reads: up to a zero byte, after any white space; nothing at all is 0. */
function score(weight: Bytes | undefined): number {
  const text = weight?.split("\0", 1)[0] ?? "";
  const value = text === "" ? 0 : parseDouble(text.replace(/^[\t-\r ]+/, ""));
  if (value === undefined) throw new ReplyError("ERR One or more scores can't be converted into double");
  return value;
}

function limited(elements: Bytes[], { start, count }: SortOptions): Bytes[] {
  const from = Math.max(0, start);
  return count < 0 ? elements.slice(from) : elements.slice(from, from + count);
}

/** Null elements are stored as empty strings. */
function store(context: CommandContext, key: Bytes, elements: readonly (Bytes | null)[]): number {
  const { db } = context;
  if (elements.length === 0) {
    if (db.delete(key)) context.changed();
    return 0;
  }
  const list = newList(context);
  const texts = elements.map((element) => element ?? "");
  const limit = limitOf(context);
  for (const text of texts) list.push("right", text, limit);
  db.set(key, list);
  context.changed(texts.length);
  return texts.length;
}
