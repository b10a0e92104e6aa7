import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { CapsuleInput, CodeIdentity, ScenarioIdentity } from "../harness/capsule/capsule.ts";
import { openFile } from "../live/files.ts";
import { sha256 } from "../live/sha256.ts";
import type { LoadedScenario } from "./scenario-source.ts";
import { VERSION } from "./version.ts";

/** This process's code: its version, and the SHA-256 over the modules that it runs from. */
export function codeIdentity(): CodeIdentity {
  const { kind, folder } = ownFolder(fileURLToPath(import.meta.url));
  const hash = createHash("sha256");
  for (const file of modulesBelow(folder)) {
    const bytes = readFileSync(path.join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return { version: VERSION, build: `${kind}:${hash.digest("hex")}`, node: process.versions.node };
}

/** The sources, or the bundle of the command line. */
function ownFolder(module: string): { readonly kind: "src" | "dist"; readonly folder: string } {
  const parts = module.split(path.sep);
  const dist = parts.lastIndexOf("dist");
  if (dist > parts.lastIndexOf("src")) return { kind: "dist", folder: parts.slice(0, dist + 2).join(path.sep) };
  return { kind: "src", folder: parts.slice(0, parts.lastIndexOf("src") + 1).join(path.sep) };
}

/** From `folder`, with `/`, in order. */
const modulesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|js|mjs)$/.test(file))
    .map((file) => file.split(path.sep).join("/")).sort();

/** A scenario by its file, from the package's root or the working folder. */
export function scenarioIdentity({ scenario, path: file }: LoadedScenario, packageRoot: string): ScenarioIdentity {
  return { name: scenario.name, file: portable(file, packageRoot), sha256: fileHash(file) };
}

/** The recordings that a scenario plays, each once, named as the scenario is. @throws {WavetankError} E_FILE_… */
export const inputIdentities = ({ recordings }: LoadedScenario, packageRoot: string): readonly CapsuleInput[] =>
  [...new Set(recordings)].map((file) => ({ path: portable(file, packageRoot), sha256: fileHash(file) }));

/** From the package's root, or else from the working folder, with `/`. */
function portable(file: string, packageRoot: string): string {
  const shipped = path.relative(packageRoot, file);
  const relative = shipped.startsWith("..") || path.isAbsolute(shipped) ? path.relative(process.cwd(), file) : shipped;
  return relative.split(path.sep).join("/");
}

/** @throws {WavetankError} E_FILE_… */
export function fileHash(file: string): string {
  const input = openFile(file);
  try {
    return sha256([input]);
  } finally {
    input.close();
  }
}
