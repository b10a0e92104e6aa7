// Bundles each *.bench.ts with the product it measures, runs it in a process of its own, and says which failed.
//   node run.mjs [--short | --full] [NAME…]
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = flags.filter((flag) => flag !== "--short" && flag !== "--full");
if (unknown.length > 0) fail(`unknown option ${unknown.join(" ")}: expected --short or --full`);
const mode = flags.includes("--full") ? "full" : "short";

const all = readdirSync(here).filter((file) => file.endsWith(".bench.ts")).map((file) => file.slice(0, -9)).sort();
const missing = names.filter((name) => !all.includes(name));
if (missing.length > 0) fail(`no benchmark ${missing.join(", ")}: there are ${all.join(", ")}`);

// Below node_modules, so that the bundles resolve the rivals, and ../node_modules for what the product depends on.
const cache = path.join(here, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const bundles = mkdtempSync(path.join(cache, "wavetank-bench-"));
process.on("exit", () => rmSync(bundles, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

// Some benchmarks run the shipped files, which must not be those of an earlier state of the sources.
const builder = path.join(here, "../build.mjs");
const built = spawnSync(process.execPath, [builder], { stdio: ["ignore", "ignore", "inherit"] });
if (built.status !== 0) fail("the product cannot be built");

const started = performance.now();
const failures = [];
for (const name of names.length > 0 ? names : all) {
  const began = performance.now();
  let outcome = await attempt(name);
  if (outcome !== undefined && mode === "short") {
    process.stdout.write(`\n${name}: ${outcome}; once more, since a busy minute of the machine does not come twice\n`);
    outcome = await attempt(name);
  }
  if (outcome !== undefined) failures.push(`${name}: ${outcome}`);
  process.stdout.write(`\n${name}: ${outcome ?? "ok"}, ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
}
process.stdout.write(`\n${mode}: ${((performance.now() - started) / 1_000).toFixed(1)} s in all\n`);
if (failures.length > 0) fail(failures.join("\n"));

/** Resolves with undefined, or with what went wrong. */
function attempt(name) {
  return bundle(name).then(run, (error) => String(error));
}

/** Returns the bundle's path. Dynamic imports stay apart: a contender's process loads that contender only. */
async function bundle(name) {
  const outdir = path.join(bundles, name);
  await build({
    entryPoints: [path.join(here, `${name}.bench.ts`)],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  return path.join(outdir, `${name}.bench.mjs`);
}

/** Resolves with undefined, or with what went wrong. */
function run(script) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--enable-source-maps", script], {
      stdio: "inherit",
      env: {
        ...process.env,
        WAVETANK_BENCH: mode,
        WAVETANK_BENCH_RESULTS: path.join(here, "results"),
        WAVETANK_ROOT: path.join(here, ".."),
      },
    });
    child.on("exit", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
