import type { Bytes } from "../../server/bytes.ts";
import { syntaxError } from "../../server/reply.ts";
import { integer } from "../lists/integer-arguments.ts";

export interface SortOptions {
  /** Pattern of the keys whose values are compared; without `*`, nothing is sorted. */
  readonly by: Bytes | undefined;
  /** Patterns of what is answered for each element; none for the element itself. */
  readonly get: readonly Bytes[];
  readonly start: number;
  /** Below 0 for all. */
  readonly count: number;
  readonly descending: boolean;
  readonly alpha: boolean;
  readonly store: Bytes | undefined;
}

/** Throws where the user may not read the keys that a pattern finds. */
export type CheckPattern = (option: "BY" | "GET") => void;

/** Reads `[BY pattern] [LIMIT offset count] [GET pattern]… [ASC | DESC] [ALPHA] [STORE key]`. */
export function sortOptions(args: readonly Bytes[], storing: boolean, check: CheckPattern): SortOptions {
  const get: Bytes[] = [];
  let [by, store]: (Bytes | undefined)[] = [];
  let [start, count] = [0, -1];
  let [descending, alpha] = [false, false];
  for (let i = 2; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    const left = args.length - i - 1;
    if (name === "asc" || name === "desc") {
      descending = name === "desc";
    } else if (name === "alpha") {
      alpha = true;
    } else if (name === "limit" && left >= 2) {
      start = integer(args[++i]);
      count = integer(args[++i]);
    } else if (name === "store" && left >= 1 && storing) {
      store = args[++i];
    } else if (name === "by" && left >= 1) {
      by = args[++i];
      if (by?.includes("*") === true) check("BY");
    } else if (name === "get" && left >= 1) {
      check("GET");
      get.push(args[++i] as Bytes);
    } else {
      throw syntaxError();
    }
  }
  return { by, get, start, count, descending, alpha, store };
}

/** The keys that SORT names: what it reads, and where it stores. Patterns name others. */
export function sortKeys(args: readonly Bytes[]): readonly number[] {
  let store: number | undefined;
  for (let i = 2; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    if (name === "limit") i += 2;
    else if (name === "get" || name === "by") i++;
    else if (name === "store" && i + 1 < args.length) store = ++i;
  }
  return store === undefined ? [1] : [1, store];
}
