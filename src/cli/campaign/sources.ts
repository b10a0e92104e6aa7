import { loadScenario, scenarioNames } from "../scenario-source.ts";
import { sha256 } from "../../live/sha256.ts";
import { openFile, type InputFile } from "../../live/files.ts";
import { WavetankError } from "../../kernel/error.ts";

/** The scenarios of a campaign. */
export interface CampaignSources {
  /** The names that they give themselves. */
  readonly names: readonly string[];
  /** By name: what the command line called it, and what a worker loads. */
  readonly sources: ReadonlyMap<string, string>;
  /** By name: SHA-256 of its file and of the recordings that it plays. */
  readonly hashes: readonly (readonly [name: string, sha256: string])[];
}

/** Loads scenarios by name or path; `all` are those shipped. @throws {WavetankError} E_SCENARIO_…, E_CAMPAIGN */
export async function campaignSources(words: readonly string[], packageRoot: string): Promise<CampaignSources> {
  if (words.length === 0) {
    throw new WavetankError("E_CAMPAIGN", "no scenario", {
      expected: "names or paths of scenarios, or all", hint: "wavetank fuzz all --for 1m",
    });
  }
  const wanted = [...new Set(words.flatMap((word) => (word === "all" ? scenarioNames(packageRoot) : [word])))];
  const sources = new Map<string, string>();
  const hashes: [string, string][] = [];
  for (const source of wanted) {
    const { scenario, path, recordings } = await loadScenario(source, packageRoot);
    const other = sources.get(scenario.name);
    if (other !== undefined) {
      throw new WavetankError("E_CAMPAIGN", `${other} and ${source} are both named ${scenario.name}`, {
        expected: "a name of its own for each scenario",
      });
    }
    sources.set(scenario.name, source);
    hashes.push([scenario.name, hashOf([path, ...recordings])]);
  }
  return { names: [...sources.keys()], sources, hashes };
}

function hashOf(paths: readonly string[]): string {
  const files: InputFile[] = [];
  try {
    for (const path of paths) files.push(openFile(path));
    return sha256(files);
  } finally {
    for (const file of files) file.close();
  }
}
