// Bundles the hunt, since Node 20 does not run TypeScript, and runs it from the package's root.
//   npm run mutants [-- OPTION…]
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
process.chdir(root);
// Below node_modules, so that the bundle finds its packages.
const cache = path.join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const outdir = mkdtempSync(path.join(cache, "wavetank-hunt-"));
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

const outfile = path.join(outdir, "hunt.mjs");
await build({
  entryPoints: [path.join(import.meta.dirname, "hunt-mutants.ts")],
  outfile, bundle: true, format: "esm", platform: "node", target: "node20", packages: "external", logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
