import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire, register } from "node:module";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { nearestName } from "../bus/config/nearest-name.ts";
import { checkScenario } from "../harness/scenario/check.ts";
import { loadRecordings, recordingPaths } from "../harness/scenario/load-recordings.ts";
import type { ScenarioProblem } from "../harness/scenario/scenario-problem.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import * as authoring from "../harness/authoring.ts";
import { WavetankError } from "../kernel/error.ts";

/** A scenario and where it was found. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Absolute. */
  readonly path: string;
  /** As the user named it. */
  readonly named: string;
  /** Files of the recordings that it plays, absolute. */
  readonly recordings: readonly string[];
}

/** Letters by which a name is recognised whose end is wrong. */
const RECOGNISED = 5;

const BUDGET_FOLDERS = ["fast", "slow", "rare"] as const;
export type ScenarioFolder = (typeof BUDGET_FOLDERS)[number];

/** Files of the scenarios that are shipped, by name, in order of folder and name. */
export function shippedScenarios(packageRoot: string): ReadonlyMap<string, string> {
  const files = BUDGET_FOLDERS.flatMap((folder) => {
    const directory = path.join(packageRoot, "scenarios", folder);
    return existsSync(directory)
      ? readdirSync(directory)
          .filter((file) => file.endsWith(".ts"))
          .sort()
          .map((file) => path.join(directory, file))
      : [];
  });
  return new Map(files.map((file) => [path.basename(file, ".ts"), file]));
}

/** Names of the scenarios that are shipped. */
export const scenarioNames = (packageRoot: string): readonly string[] => [...shippedScenarios(packageRoot).keys()];

/**
 * Loads a scenario by the name of a shipped one, or by the path of a module whose default export it is (`.ts`, `.js`,
 * `.mjs`), and checks it.
 *
 * @throws {WavetankError} E_SCENARIO - there is none of that name, the file cannot be loaded, or it is refused: with
 *   file, line and the nearest valid name; and what `loadRecordings` throws of a recording.
 */
export async function loadScenario(named: string, packageRoot: string): Promise<LoadedScenario> {
  const file = locate(named, packageRoot);
  const module = await importScenario(file, packageRoot);
  const fileOf = (recording: string): string => path.resolve(path.dirname(file), recording);
  const scenario = loadRecordings(module, fileOf);
  const problems = checkScenario(scenario);
  if (problems.length > 0) throw refusal(file, problems);
  return { scenario, path: file, named, recordings: recordingPaths(scenario).map(fileOf) };
}

function locate(named: string, packageRoot: string): string {
  const shipped = shippedScenarios(packageRoot);
  const known = shipped.get(named);
  if (known !== undefined) return known;
  if (existsSync(named)) {
    const isFolder = statSync(named).isDirectory();
    if (!isFolder && !named.endsWith(".json")) return path.resolve(named);
    if (isFolder)
      throw new WavetankError("E_SCENARIO", `${named} is a folder`, {
        expected: "a .ts, .js or .mjs with a scenario", hint: "name a file in it",
      });
    throw new WavetankError("E_SCENARIO", `${named} is no module`, {
      expected: "a .ts, .js or .mjs with a scenario", hint: `of a capsule: wavetank replay ${named}`,
    });
  }
  const names = [...shipped.keys()];
  const nearest = nearestName(named, names) ?? names.find((name) => name.startsWith(named.slice(0, RECOGNISED)));
  throw new WavetankError("E_SCENARIO", `there is no scenario "${named}"`, {
    expected: `the path of a module with a scenario, or one of ${[...shipped.keys()].join(", ")}`,
    ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
  });
}

async function importScenario(file: string, packageRoot: string): Promise<Scenario> {
  if (file.endsWith(".ts")) acceptTypeScript(packageRoot);
  try {
    const module = await import(pathToFileURL(file).href) as { readonly default?: unknown };
    if (typeof module.default === "object" && module.default !== null) return module.default as Scenario;
  } catch (error) {
    throw loadFailure(file, error);
  }
  throw new WavetankError("E_SCENARIO", "the module has no scenario as its default export", {
    where: file, expected: "export default scenario({ … })",
  });
}

/** An export that is not there is named with its line and with what it most likely should be. */
function loadFailure(file: string, error: unknown): WavetankError {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /does not provide an export named '([^']+)'/.exec(message)?.[1];
  if (missing === undefined) return new WavetankError("E_SCENARIO", `the module cannot be loaded: ${message}`, {
    where: file, expected: "an ES module with a scenario as its default export",
  }, error);
  return new WavetankError("E_SCENARIO", `wavetank exports no ${missing}`, {
    where: placeOf(file, missing),
    expected: nearestName(missing, EXPORTS) ?? `one of ${EXPORTS.join(", ")}`,
  }, error);
}

function refusal(file: string, problems: readonly ScenarioProblem[]): WavetankError {
  const [first] = problems as [ScenarioProblem];
  const rest = problems
    .slice(1)
    .map(({ token, problem }) => `\n  also at ${placeOf(file, token)}: ${problem}`)
    .join("");
  return new WavetankError("E_SCENARIO", `${first.problem}${rest}`, {
    where: placeOf(file, first.token), expected: first.expected,
  });
}

/** `file:line` of the first line in which `token` stands as a word, or in camel case. */
function placeOf(file: string, token: string): string {
  const camel = token.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lines = readFileSync(file, "utf8").split("\n");
  const isWord = (line: string, word: string): boolean =>
    new RegExp(`(?<![\\w-])${word.replaceAll(/[^\w-]/g, ".")}(?![\\w-])`).test(line);
  const own = lines.findIndex(
    (line) => !line.trimStart().startsWith("import") && (isWord(line, token) || isWord(line, camel)),
  );
  const line = own >= 0 ? own : lines.findIndex((text) => isWord(text, token) || isWord(text, camel));
  const shown = path.relative(process.cwd(), file);
  return line < 0 ? shown : `${shown}:${line + 1}`;
}

/** What scenarios can import. */
const EXPORTS: readonly string[] = Object.keys(authoring);

let accepted = false;

/**
 * Lets this process import TypeScript where Node does not do so by itself, and gives scenarios this package for
 * `wavetank` wherever they lie.
 */
function acceptTypeScript(packageRoot: string): void {
  if (accepted) return;
  accepted = true;
  const library = path.join(packageRoot, "dist", "lib", "wavetank.js");
  const isNative =
    Reflect.get(process.features, "typescript") !== false && Reflect.get(process.features, "typescript") !== undefined;
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
    data: {
      library: existsSync(library) ? pathToFileURL(library).href : undefined,
      typescript: isNative ? undefined : pathToFileURL(createRequire(import.meta.url).resolve("typescript")).href,
    },
  });
}

/** Runs in the loader's thread, so it is text. Types are taken out; nothing is checked. */
const HOOKS = `
import { readFile } from "node:fs/promises";
let library, typescript;
export const initialize = (data) => void ({ library, typescript } = data);
export const resolve = (specifier, context, next) =>
  specifier === "wavetank" && library !== undefined ? { url: library, shortCircuit: true } : next(specifier, context);
export const load = async (url, context, next) => {
  if (typescript === undefined || !url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
  const { default: ts } = await import(typescript);
  const { outputText } = ts.transpileModule(await readFile(new URL(url), "utf8"), {
    fileName: url, compilerOptions: { target: "ES2022", module: "ESNext", verbatimModuleSyntax: true, inlineSourceMap: true },
  });
  return { format: "module", source: outputText, shortCircuit: true };
};
`;
