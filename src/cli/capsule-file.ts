import { existsSync } from "node:fs";
import path from "node:path";
import { WavetankError } from "../kernel/error.ts";
import type { Capsule } from "../harness/capsule/capsule.ts";
import { formatCapsule } from "../harness/capsule/capsule-document.ts";
import { looksLikeCapsule, readCapsule } from "../harness/capsule/read-capsule.ts";
import { createFile, openFile } from "../live/files.ts";
import { fileHash } from "./capsule-identity.ts";
import { loadScenario, type LoadedScenario } from "./scenario-source.ts";

const START = 256;
/** A capsule is much smaller. */
const MOST_BYTES = 2 << 20;

/** Whether the file is there and meant to be a capsule. */
export function isCapsuleFile(file: string): boolean {
  try {
    const input = openFile(file);
    try {
      const start = new Uint8Array(Math.min(START, input.size));
      input.read(0, start);
      return looksLikeCapsule(start);
    } finally {
      input.close();
    }
  } catch (error) {
    if (error instanceof WavetankError) return false;
    throw error;
  }
}

/** @throws {WavetankError} E_CAPSULE, E_CAPSULE_VERSION, E_FILE_… */
export function loadCapsule(file: string): Capsule {
  const input = openFile(file);
  try {
    const bytes = new Uint8Array(Math.min(input.size, MOST_BYTES));
    input.read(0, bytes);
    return readCapsule(bytes, file);
  } finally {
    input.close();
  }
}

/** @throws {WavetankError} E_FILE_… */
export function saveText(file: string, text: string): void {
  const output = createFile(file);
  try {
    output.write(new TextEncoder().encode(text));
    output.commit();
  } catch (error) {
    output.abort();
    throw error;
  }
}

/**
 * Finds out, before long work is done, whether the file could be written; writes nothing. @throws {WavetankError}
 * E_FILE_…
 */
export const checkWritable = (file: string): void => createFile(file).abort();

export const saveCapsule = (file: string, capsule: Capsule): void => saveText(file, formatCapsule(capsule));

/**
 * The scenario of a capsule: the file that the user names, or the capsule's own, looked for from the working folder,
 * from every folder above the capsule, and in the package. Inputs have to be what they were.
 *
 * @throws {WavetankError} E_CAPSULE_SCENARIO - it is not there; E_CAPSULE_INPUT - an input is not there, or has
 *   changed; E_SCENARIO - it is refused.
 */
export async function scenarioOfCapsule(
  capsule: Capsule, file: string, packageRoot: string, named: string | undefined,
): Promise<LoadedScenario> {
  for (const input of capsule.inputs) {
    const found = locate(input.path, file, packageRoot);
    if (found !== undefined && fileHash(found) === input.sha256) continue;
    throw new WavetankError(
      "E_CAPSULE_INPUT", found === undefined ? `${input.path} is not there` : `${input.path} is not what it was`,
      {
        where: file, expected: `a file with the SHA-256 ${input.sha256}`,
        hint: "bring the recording back to where it was; of another one, make a capsule anew with wavetank shrink",
      },
    );
  }
  const found = named ?? locate(capsule.scenario.file, file, packageRoot);
  if (found !== undefined) return withInputsOf(capsule, file, await loadScenario(found, packageRoot));
  throw new WavetankError("E_CAPSULE_SCENARIO", `${capsule.scenario.file} is not there`, {
    where: file, expected: `the file of the scenario ${capsule.scenario.name}`, hint: "name it with --scenario",
  });
}

/** What is at the capsule's place is what it was; the scenario may yet play another file. */
function withInputsOf({ inputs }: Capsule, where: string, loaded: LoadedScenario): LoadedScenario {
  const strange =
    inputs.length === 0
      ? undefined
      : loaded.recordings.find((recording) => inputs.every(({ sha256 }) => sha256 !== fileHash(recording)));
  if (strange === undefined) return loaded;
  throw new WavetankError("E_CAPSULE_INPUT", `${loaded.path} plays ${strange}, which is none of the capsule's inputs`, {
    where, expected: inputs.map(({ path: input, sha256 }) => `${input} with the SHA-256 ${sha256}`).join(", "),
  });
}

function locate(wanted: string, capsule: string, packageRoot: string): string | undefined {
  const above = [path.dirname(path.resolve(capsule))];
  for (let folder = above[0] as string; path.dirname(folder) !== folder; folder = path.dirname(folder))
    above.push(path.dirname(folder));
  return [process.cwd(), ...above, packageRoot]
    .map((folder) => path.join(folder, wanted))
    .find((file) => existsSync(file));
}
