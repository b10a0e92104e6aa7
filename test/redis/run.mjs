// Bundles a script of this folder, since Node 20 does not run TypeScript, and runs it from the package's root.
//   node test/redis/run.mjs conformance/record.ts [ARGUMENT…]
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
const [script, ...rest] = process.argv.slice(2);
if (script === undefined) throw new Error("which script of test/redis?");
process.chdir(root);

// Below node_modules, so that the bundle finds its packages.
const cache = path.join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const outdir = mkdtempSync(path.join(cache, "wavetank-script-"));
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

await build({
  entryPoints: { script: path.join(import.meta.dirname, script) },
  outdir, bundle: true, splitting: true, format: "esm", platform: "node", target: "node20", packages: "external",
  logLevel: "warning", outExtension: { ".js": ".mjs" },
});
process.argv.splice(1, process.argv.length - 1, script, ...rest);
await import(pathToFileURL(path.join(outdir, "script.mjs")).href);
