import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { Buffer } from "node:buffer";
import { WavetankError } from "../kernel/error.ts";

/** A text file that grows: what is appended is there even if this process is killed right after. */
export interface AppendableFile {
  /** @throws {WavetankError} E_FILE_WRITE */
  append(text: string): void;
  close(): void;
}

/** Opens or makes a file and cuts it off after `keep` bytes. @throws {WavetankError} E_FILE_WRITE */
export function appendableFile(path: string, keep: number): AppendableFile {
  const descriptor = attempt(path, () => openSync(path, "a+"));
  attempt(path, () => ftruncateSync(descriptor, keep));
  return {
    append: (text) => attempt(path, () => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    }),
    close: () => closeSync(descriptor),
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new WavetankError("E_FILE_WRITE", `cannot write: ${error instanceof Error ? error.message : String(error)}`, {
      where: path, expected: "a file that can be written", hint: "its folder has to exist and to allow writing",
    }, error);
  }
}
