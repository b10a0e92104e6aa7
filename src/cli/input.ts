import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { WavetankError } from "../kernel/error.ts";
import { openFile } from "../live/files.ts";
import { sha256 } from "../live/sha256.ts";
import { openTraffic } from "../traffic/open.ts";
import type { TrafficSource } from "../traffic/record.ts";

/** An input as the user named it, opened. */
export interface OpenedInput {
  /** For messages and reports. */
  readonly name: string;
  /** Of the bytes of all files, in order. */
  readonly sha256: string;
  /** Reads from the start; every call gives a source of its own. */
  readonly open: () => TrafficSource;
  readonly close: () => void;
}

/** The recording shipped with the package. */
const DEFAULT_RECORDING = "recordings/default.wtr";

/**
 * Opens one recording, one capture, or the files of one capture; a directory stands for its files in order of name.
 * Nothing named is the recording shipped.
 *
 * @throws {WavetankError} E_FILE_… - a path cannot be read; E_INPUT_EMPTY - a directory without files.
 */
export function openInput(paths: readonly string[], packageRoot: string): OpenedInput {
  const shipped = path.relative(process.cwd(), path.join(packageRoot, DEFAULT_RECORDING));
  const named = paths.length === 0 ? [shipped] : paths;
  const files = named.flatMap(filesOf).map((file) => openFile(file));
  return {
    name: named.join(" "),
    sha256: sha256(files),
    open: () => openTraffic(files),
    close: () => files.forEach((file) => file.close()),
  };
}

function filesOf(given: string): string[] {
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) return [given];
  // What is neither is refused when it is opened. Links count as what they lead to: some stores of data are all links.
  const files = readdirSync(given).map((name) => path.join(given, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true).sort();
  if (files.length > 0) return files;
  throw new WavetankError("E_INPUT_EMPTY", `${given} holds no files`, {
    expected: "a recording, a capture, or a directory with the files of one capture",
  });
}
