import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { WavetankError } from "../../kernel/error.ts";

/**
 * Finds out, before hours of work, whether a folder is there or can be made; makes nothing. @throws {WavetankError}
 * E_FILE_WRITE
 */
export function checkFolder(folder: string): void {
  let above = path.resolve(folder);
  while (!existsSync(above) && path.dirname(above) !== above) above = path.dirname(above);
  if (!statSync(above).isDirectory()) throw notWritable(folder, `${above} is no folder`);
  attempt(folder, () => accessSync(above, constants.W_OK));
}

/** @throws {WavetankError} E_FILE_WRITE */
export const makeFolder = (folder: string): void => attempt(folder, () => makeWithThoseAbove(path.resolve(folder)));

/** Node's own recursive way never comes back where a folder is there and cannot hold another, as /proc. */
function makeWithThoseAbove(folder: string): void {
  if (existsSync(folder)) return;
  makeWithThoseAbove(path.dirname(folder));
  mkdirSync(folder);
}

function attempt(folder: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw notWritable(folder, error instanceof Error ? error.message : String(error));
  }
}

const notWritable = (folder: string, why: string): WavetankError =>
  new WavetankError("E_FILE_WRITE", `cannot write: ${why}`, {
    where: folder, expected: "a folder that is there and can be written, or can be made",
    hint: "name another with --out",
  });
