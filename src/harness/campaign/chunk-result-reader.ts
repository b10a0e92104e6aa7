import { WavetankError } from "../../kernel/error.ts";
import { checkedSplits, MOST_SPLITS, type Split } from "../explore/split.ts";
import { runsOf, type ChunkFailure, type ChunkResult, type SiteUse } from "./chunk.ts";

const MAX_NAME = 200;
const MAX_MESSAGE = 10_000;
const MAX_KINDS = 10_000;
const SEEDS_END = 2 ** 32;

/**
 * Reads a result that was written down or sent by somebody.
 *
 * @throws {WavetankError} E_CHUNK - it is none; `where` says which.
 */
export function readChunkResult(value: unknown, where: string): ChunkResult {
  const fields = record(value, where);
  const result: ChunkResult = {
    index: count(fields, "index", where),
    scenario: text(fields, "scenario", MAX_NAME, where),
    from: count(fields, "from", where),
    count: count(fields, "count", where),
    ...(own(fields, "order") === undefined ? {} : { order: text(fields, "order", MAX_NAME, where) }),
    ...(own(fields, "branching") === true ? { branching: true } : {}),
    passed: count(fields, "passed", where),
    failed: count(fields, "failed", where),
    vacuous: count(fields, "vacuous", where),
    digest: hex(fields, "digest", 16, where),
    failures: list(fields, "failures", where).map((failure) => readFailure(failure, where)),
    sometimes: sums(fields, "sometimes", where),
    first: sums(fields, "first", where),
    compared: sums(fields, "compared", where),
    buggify: table(fields, "buggify", where, readSiteUse),
    events: count(fields, "events", where),
  };
  const failed = result.failures.reduce((sum, failure) => sum + failure.count, 0);
  const runs = runsOf(result);
  const mayBe = result.branching === true ? runs >= result.count && runs <= 2 * result.count : runs === result.count;
  if (!mayBe || failed !== result.failed) throw malformed(where, "its runs do not add up");
  const seeds = [...Object.values(result.first), ...result.failures.map(({ seed }) => seed)];
  const end = Math.min(result.from + result.count, SEEDS_END);
  if (seeds.some((seed) => seed < result.from || seed >= end)) throw malformed(where, "a seed that is none of its own");
  return result;
}

function readFailure(value: unknown, where: string): ChunkFailure {
  const fields = record(value, where);
  return {
    seed: count(fields, "seed", where),
    ...(own(fields, "splits") === undefined ? {} : { splits: readSplits(fields, where) }),
    digest: hex(fields, "digest", 16, where),
    fingerprint: hex(fields, "fingerprint", 8, where),
    oracle: text(fields, "oracle", MAX_NAME, where),
    message: text(fields, "message", MAX_MESSAGE, where),
    count: count(fields, "count", where),
  };
}

function readSplits(failure: Fields, where: string): readonly Split[] {
  const splits = list(failure, "splits", where).map((value) => {
    const fields = record(value, where);
    return { at: count(fields, "at", where), seed: count(fields, "seed", where) };
  });
  if (splits.length > MOST_SPLITS || splits.some(({ seed }) => seed >= SEEDS_END))
    throw malformed(where, "splits that cannot be");
  try {
    return checkedSplits(splits);
  } catch (error) {
    throw malformed(where, error instanceof Error ? error.message : "its splits are none");
  }
}

function readSiteUse(value: unknown, where: string): SiteUse {
  const fields = record(value, where);
  return { activated: count(fields, "activated", where), fired: count(fields, "fired", where) };
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(where, "not an object");
  return value as Fields;
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

function count(fields: Fields, name: string, where: string): number {
  const value = own(fields, name);
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(where, `${name} is no count`);
  return value as number;
}

function text(fields: Fields, name: string, most: number, where: string): string {
  const value = own(fields, name);
  if (typeof value !== "string" || value.length > most)
    throw malformed(where, `${name} is no text of at most ${most} characters`);
  return value;
}

function hex(fields: Fields, name: string, digits: number, where: string): string {
  const value = text(fields, name, digits, where);
  if (value.length !== digits || !/^[0-9a-f]+$/.test(value))
    throw malformed(where, `${name} is not ${digits} hex digits`);
  return value;
}

function list(fields: Fields, name: string, where: string): readonly unknown[] {
  const value = own(fields, name);
  if (!Array.isArray(value) || value.length > MAX_KINDS)
    throw malformed(where, `${name} is no list of at most ${MAX_KINDS}`);
  return value;
}

const sums = (fields: Fields, name: string, where: string): Readonly<Record<string, number>> =>
  table(fields, name, where, (value) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(where, `${name} holds what is no count`);
    return value as number;
  });

function table<T>(
  fields: Fields, name: string, where: string, read: (value: unknown, where: string) => T,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record(own(fields, name), where));
  if (entries.length > MAX_KINDS || entries.some(([key]) => key === "" || key.length > MAX_NAME))
    throw malformed(where, `${name} is too large, or has a name that is none`);
  return Object.fromEntries(entries.map(([key, value]) => [key, read(value, where)]));
}

const malformed = (where: string, found: string): WavetankError =>
  new WavetankError("E_CHUNK", `no result of a chunk: ${found}`, {
    where, expected: "a result as this version of wavetank writes it",
  });
