import { buildSync } from "esbuild";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");

/** The command line as a user gets it: bundled, in a folder of its own beside the recordings. */
export function builtCli() {
  const folder = mkdtempSync(path.join(tmpdir(), "wavetank-cli-"));
  buildSync({
    entryPoints: [path.join(repository, "src/cli/main.ts")], outdir: path.join(folder, "dist/cli"), bundle: true,
    splitting: true, format: "esm", platform: "node", outExtension: { ".js": ".mjs" }, logLevel: "error",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  symlinkSync(path.join(repository, "recordings"), path.join(folder, "recordings"));
  const script = path.join(folder, "dist/cli/main.mjs");
  return {
    folder,
    script,
    run: (...words: string[]): SpawnSyncReturns<string> =>
      spawnSync(process.execPath, [script, ...words], { encoding: "utf8", cwd: folder, maxBuffer: 1 << 28 }),
  };
}
