import { buildSync } from "esbuild";
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

const repository = path.resolve(import.meta.dirname, "../..");

/**
 * The package as it is installed: command line and library, scenarios beside them, dependencies where Node finds them.
 */
export function builtPackage() {
  const folder = mkdtempSync(path.join(tmpdir(), "wavetank-package-"));
  const common = {
    bundle: true, splitting: true, format: "esm", platform: "node", packages: "external", logLevel: "error",
  } as const;
  const source = (file: string): string => path.join(repository, "src", file);
  buildSync({
    ...common,
    entryPoints: { main: source("cli/main.ts"), worker: source("cli/campaign/worker.ts") },
    outdir: path.join(folder, "dist/cli"),
  });
  buildSync({
    ...common,
    entryPoints: { wavetank: source("harness/index.ts") }, outdir: path.join(folder, "dist/lib"),
  });
  for (const shared of ["scenarios", "recordings", "node_modules"])
    symlinkSync(path.join(repository, shared), path.join(folder, shared));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({
    name: "wavetank", type: "module", exports: { ".": "./dist/lib/wavetank.js" },
  }));
  const script = path.join(folder, "dist/cli/main.js");
  return {
    folder,
    run: (...words: string[]): SpawnSyncReturns<string> =>
      spawnSync(process.execPath, [script, ...words], { encoding: "utf8", cwd: folder, maxBuffer: 1 << 28 }),
    /** As the leader of a process group of its own, as a terminal starts it. */
    async runAsLeader(...words: string[]): Promise<{ stdout: string; stderr: string; status: number | null }> {
      const child = spawn(
        process.execPath, [script, ...words], { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] },
      );
      const [stdout, stderr, status] = await Promise.all([
        text(child.stdout), text(child.stderr), new Promise<number | null>((resolve) => child.once("close", resolve)),
      ]);
      return { stdout, stderr, status };
    },
  };
}
