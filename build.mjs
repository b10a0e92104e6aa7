/**
 * Builds dist/: the command line with everything it needs (`dist/cli`), the libraries with their dependencies left to
 * the package manager (`dist/lib`), and their types (`dist/types`). Runs as `prepare`, so after every `npm ci`.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = import.meta.dirname;
const HASHBANG = "#!/usr/bin/env node";
const REQUIRE = 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** The second is what `fuzz` runs in its threads. */
const cli = { main: "src/cli/main.ts", worker: "src/cli/campaign/worker.ts" };

/** Loaded by few commands, and from where they are installed. */
const external = ["bullmq", "tinypool"];

/** One for each of package.json's exports. */
const libraries = {
  wavetank: "src/harness/index.ts",
  bus: "src/bus/index.ts",
  redis: "src/redis/index.ts",
  venues: "src/venues/index.ts",
  traffic: "src/traffic/index.ts",
  live: "src/live/index.ts",
  "fast-check": "src/check/index.ts",
  vitest: "src/check/vitest.ts",
};

const common = {
  absWorkingDir: root,
  bundle: true,
  // Chunks shared by entry points: one WavetankError for all of them, and `--help` loads only what it prints with.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  chunkNames: "chunks/[name]-[hash]",
  sourcemap: "linked",
  metafile: true,
  logLevel: "warning",
};

async function main() {
  const esbuild = await loadEsbuild();
  if (esbuild === undefined) {
    console.error("wavetank: not built, because esbuild is not installed; `npm ci` with dev dependencies builds it");
    return;
  }
  const started = performance.now();
  assertPresent({ ...cli, ...libraries });
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  const results = await Promise.all([
    esbuild.build({ ...common, entryPoints: cli, outdir: "dist/cli", minifyWhitespace: true, external, banner: cliBanner() }),
    esbuild.build({ ...common, entryPoints: libraries, outdir: "dist/lib", packages: "external" }),
  ]);
  chmodSync(path.join(root, "dist/cli/main.js"), 0o755);
  emitTypes();
  const modules = results.flatMap((result) => Object.entries(result.metafile.outputs)).filter(isModule);
  const kilobytes = (modules.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1_000).toFixed(0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.error(`wavetank: built ${modules.length} modules, ${kilobytes} kB, and types in ${seconds} s`);
}

const isModule = ([file]) => file.endsWith(".js");

/** Undefined after `npm ci --omit=dev`, which must not fail for want of a bundler. */
async function loadEsbuild() {
  try {
    return await import("esbuild");
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

function assertPresent(entryPoints) {
  const missing = Object.values(entryPoints).filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) throw new BuildError(`entry points are missing: ${missing.join(", ")}`);
}

/**
 * CommonJS packages that are bundled require modules of Node, which an ES module cannot do by itself. A second hashbang
 * would be a syntax error, so it is added only where the source has none.
 */
function cliBanner() {
  const source = readFileSync(path.join(root, cli.main), "utf8");
  return { js: source.startsWith("#!") ? REQUIRE : `${HASHBANG}\n${REQUIRE}` };
}

function emitTypes() {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const command = [compiler, "-p", "tsconfig.types.json"];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new BuildError(`tsc -p tsconfig.types.json ended with status ${status}`);
}

class BuildError extends Error {}

await main().catch((error) => {
  console.error(error instanceof BuildError ? `wavetank: not built: ${error.message}` : error);
  process.exitCode = 1;
});
