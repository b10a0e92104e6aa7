import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Mutant, Trial, TrialBundle } from "./mutant.ts";

/**
 * Bundles trials with patched sources, into a folder of their own below node_modules, so that the bundles find their
 * packages. Nothing else ever sees a patch.
 */
export class MutantBuild {
  readonly #root: string;
  readonly #folder: string;
  #bundles = 0;

  constructor(root: string) {
    this.#root = root;
    const cache = path.join(root, "node_modules", ".cache");
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(path.join(cache, "wavetank-mutants-"));
  }

  /** The trial of the clean build. */
  clean(trial: Trial): Promise<TrialBundle> {
    return this.#load(trial, new Map());
  }

  /** The trial with the mutant planted. @throws {Error} a patch does not apply to the sources as they are. */
  async plant(mutant: Mutant): Promise<TrialBundle> {
    return this.#load(mutant.trial, patchedSources(this.#root, mutant));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #load(trial: Trial, patched: ReadonlyMap<string, string>): Promise<TrialBundle> {
    const outfile = path.join(this.#folder, `${this.#bundles++}.mjs`);
    const used = new Set<string>();
    const mutants = path.join(this.#root, "test/mutants");
    await build({
      stdin: { contents: entryOf(trial), resolveDir: mutants, loader: "ts" },
      outfile, bundle: true, format: "esm", platform: "node", target: "node20", packages: "external", logLevel: "error",
      alias: {
        wavetank: path.join(this.#root, "src/harness/index.ts"),
        ...("suite" in trial ? { vitest: path.join(mutants, "suite/contract-runner.ts") } : {}),
      },
      plugins: [patching(patched, used)],
    });
    for (const file of patched.keys())
      if (!used.has(file)) throw new Error(`the trial does not load ${file}, so the patch has no effect`);
    return await import(pathToFileURL(outfile).href) as TrialBundle;
  }
}

function entryOf(trial: Trial): string {
  if ("world" in trial) {
    return `import { trial } from "./trials/${trial.world}.ts"; import { shrinkTrial } from "./world/shrink-trial.ts";
      export { trial }; export const shrink = shrinkTrial(trial);`;
  }
  if ("scenario" in trial) {
    return `import scenario from "../../scenarios/${trial.scenario}.ts"; import { scenarioTrial, shrinkSeed } from "./world/scenario-trial.ts";
      export const trial = scenarioTrial(scenario); export const shrink = shrinkSeed(scenario);`;
  }
  return `import "../${trial.suite}"; export { runContracts as trial, shrinkContracts as shrink } from "./suite/contract-runner.ts";`;
}

function patching(patched: ReadonlyMap<string, string>, used: Set<string>): Plugin {
  const names = [...patched.keys()].map((file) => path.basename(file).replaceAll(".", "\\.")).join("|");
  return {
    name: "plant",
    setup({ onLoad }) {
      if (patched.size === 0) return;
      onLoad({ filter: new RegExp(`[\\\\/](?:${names})$`) }, ({ path: file }) => {
        const contents = patched.get(file);
        if (contents === undefined) return undefined;
        used.add(file);
        return { contents, loader: "ts" };
      });
    },
  };
}

/** The patched texts by absolute path. @throws {Error} the text is not there exactly once. */
export function patchedSources(root: string, mutant: Mutant): Map<string, string> {
  const patched = new Map<string, string>();
  for (const { file, find, replace } of mutant.patches) {
    const where = path.join(root, file);
    const text = patched.get(where) ?? readFileSync(where, "utf8");
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(
        `${mutant.name}: the text to patch is ${parts.length === 1 ? "not" : `${parts.length - 1} times`} in ${file}: ${find}`,
      );
    }
    if (find === replace) throw new Error(`${mutant.name}: the patch of ${file} changes nothing`);
    patched.set(where, parts.join(replace));
  }
  return patched;
}
