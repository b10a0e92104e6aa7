import { WavetankError } from "../../kernel/error.ts";
import { parseOrder } from "../explore/order.ts";
import { ordered, type CorpusSeed } from "./corpus.ts";

const SCHEMA = "wavetank.corpus/1";
const HEADER = JSON.stringify({ schema: SCHEMA });

const SEEDS_END = 2 ** 32;
const MOST_SEEDS = 10_000;
const MOST_TEXT = 200;

/** A header, then a line a seed, in the order in which they are tried: two corpora can be compared line by line. */
export const formatCorpus = (corpus: readonly CorpusSeed[]): string =>
  `${[HEADER, ...ordered(corpus).map(lineOf)].join("\n")}\n`;

const lineOf = ({ scenario, seed, order, fingerprint, saw, cost, since }: CorpusSeed): string =>
  JSON.stringify({ scenario, seed, order, fingerprint, saw, cost, since });

/**
 * Reads a corpus that anybody may have written.
 *
 * @throws {WavetankError} E_CORPUS - it is none, or damaged; `where` has line and byte.
 */
export function readCorpus(content: string, file: string): readonly CorpusSeed[] {
  const lines = content.split("\n");
  if (lines[0] !== HEADER)
    throw isOfAnotherVersion(lines[0]) ? ofAnotherVersion(file) : damaged("not a corpus", `${file}:1, byte 0`);
  if (lines.at(-1) !== "") throw damaged("its last line is cut off", placeOf(lines, lines.length - 1, file));
  if (lines.length - 2 > MOST_SEEDS)
    throw damaged(`more than ${MOST_SEEDS} seeds`, placeOf(lines, MOST_SEEDS + 1, file));
  const known = new Set<string>();
  return lines.slice(1, -1).map((line, at) => {
    const seed = seedOf(line);
    if (typeof seed === "string") throw damaged(seed, placeOf(lines, at + 1, file));
    const name = `${seed.scenario} ${seed.seed} ${seed.order ?? ""}`;
    if (known.has(name)) throw damaged("the same seed a second time", placeOf(lines, at + 1, file));
    known.add(name);
    return seed;
  });
}

/** What is wrong with the line, if it is no seed. */
function seedOf(line: string): CorpusSeed | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not a line of JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "not an object";
  const { scenario, seed, order, fingerprint, saw, cost, since, ...rest } = value as Partial<
    Record<keyof CorpusSeed, unknown>
  >;
  const [foreign] = Object.keys(rest);
  if (foreign !== undefined) return `${JSON.stringify(foreign.slice(0, MOST_TEXT))} is no field of a seed`;
  if (!isText(scenario)) return "scenario is no name";
  if (!isCount(seed) || seed >= SEEDS_END) return "seed is none from 0 to 4294967295";
  if (!isCount(cost)) return "cost is no count";
  if (!isCount(since)) return "since is no count";
  if (fingerprint !== undefined && !isText(fingerprint)) return "fingerprint is no text";
  if (saw !== undefined && !isText(saw)) return "saw is no name";
  if (order !== undefined && !isOrder(order)) return "order is none";
  return {
    scenario, seed,
    ...(order === undefined ? {} : { order }),
    fingerprint,
    ...(saw === undefined ? {} : { saw }),
    cost, since,
  };
}

const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= MOST_TEXT;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isOrder(value: unknown): value is string {
  try {
    return isText(value) && parseOrder(value) !== undefined;
  } catch (error) {
    if (error instanceof WavetankError) return false;
    throw error;
  }
}

function placeOf(lines: readonly string[], line: number, file: string): string {
  const before = lines.slice(0, line).map((text) => `${text}\n`).join("");
  return `${file}:${line + 1}, byte ${new TextEncoder().encode(before).length}`;
}

const isOfAnotherVersion = (header: string | undefined): boolean =>
  /^\{"schema":"wavetank\.corpus\/\d{1,9}"/.test(header ?? "") && !header?.startsWith(HEADER);

const ofAnotherVersion = (file: string): WavetankError =>
  new WavetankError("E_CORPUS", "a corpus of another version of wavetank", {
    where: `${file}:1, byte 0`, expected: SCHEMA,
    hint: "name another file to begin a new one; this one is left as it is",
  });

const damaged = (found: string, where: string): WavetankError =>
  new WavetankError("E_CORPUS", `no corpus of seeds: ${found}`, {
    where, expected: "a file that fuzz --corpus has written",
    hint: "take the line out, or name another file to begin a new one; this one is left as it is",
  });
