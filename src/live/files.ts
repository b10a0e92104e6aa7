import {
  closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, truncateSync, writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { WavetankError } from "../kernel/error.ts";

/** An input file: traffic's ByteSource, and `close`. */
export interface InputFile {
  readonly name: string;
  /** When it was opened. What is appended later is not seen. */
  readonly size: number;
  /** @throws {WavetankError} E_FILE_READ */
  read(offset: number, into: Uint8Array): number;
  close(): void;
}

/**
 * An output file: traffic's ByteSink. Until `commit` its bytes are in `<path>.partial`, where they survive the end of
 * this process; whoever sees `path` sees it whole.
 */
export interface OutputFile {
  readonly name: string;
  /** @throws {WavetankError} E_FILE_WRITE */
  write(bytes: Uint8Array): void;
  /**
   * Brings the bytes to the disk and gives the file its name, replacing an older one.
   *
   * @throws {WavetankError} E_FILE_WRITE; E_FILE_NOT_FOUND - the folder is gone.
   */
  commit(): void;
  /** Deletes what was written. Does nothing after `commit`. */
  abort(): void;
}

/**
 * Opens a regular file for random reading.
 *
 * @throws {WavetankError} E_FILE_NOT_FOUND, E_FILE_IS_DIRECTORY, E_FILE_READ (permissions, pipes and devices).
 */
export function openFile(path: string): InputFile {
  return attempt("read", path, () => {
    const stat = statSync(path); // before opening: to open a pipe is to wait for its writer
    if (stat.isDirectory()) throw isDirectory(path);
    if (!stat.isFile()) throw notRegular(path);
    const descriptor = openSync(path, "r");
    return {
      name: path,
      size: fstatSync(descriptor).size,
      read: (offset, into) => attempt("read", path, () => readFully(descriptor, offset, into)),
      close: () => closeSync(descriptor),
    };
  });
}

/**
 * Starts a file that appears under its name when it is whole.
 *
 * @throws {WavetankError} E_FILE_IS_DIRECTORY; E_FILE_EXISTS - `<path>.partial` is there: another process is writing
 * it, or one died and left it, and it may be all there is of a recording; E_FILE_NOT_FOUND - no such folder;
 * E_FILE_WRITE.
 */
export function createFile(path: string): OutputFile {
  const partial = partialOf(path);
  return outputFile(path, attempt("write", partial, () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) throw isDirectory(path);
    if (there?.isFile() === false) throw notReplaceable(path);
    return openSync(partial, "wx");
  }));
}

/** Where the bytes of a file are until it is whole. */
export const partialOf = (path: string): string => `${path}.partial`;

/**
 * Goes on with what is in `<path>.partial`, from `offset` on: what is behind is cut off.
 *
 * @throws {WavetankError} E_FILE_NOT_FOUND, E_FILE_WRITE.
 */
export function continueFile(path: string, offset: number): OutputFile {
  return outputFile(path, attempt("write", partialOf(path), () => {
    truncateSync(partialOf(path), offset);
    return openSync(partialOf(path), "a");
  }));
}

/** Takes the name from a file that is to be gone on with. @throws {WavetankError} E_FILE_NOT_FOUND, E_FILE_WRITE. */
export const reopenFile = (path: string): void => attempt("write", path, () => renameSync(path, partialOf(path)));

function outputFile(path: string, opening: number): OutputFile {
  const partial = partialOf(path);
  let descriptor: number | undefined = opening;
  let settled = false;

  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    name: path,
    write: (bytes) => attempt("write", partial, () => writeFully(opened(descriptor, path), bytes)),
    commit: () => attempt("write", path, () => {
      fsyncSync(opened(descriptor, path));
      close();
      renameSync(partial, path);
      settled = true;
      syncFolder(dirname(path));
    }),
    abort: () => attempt("write", partial, () => {
      if (settled) return;
      settled = true;
      close();
      rmSync(partial, { force: true }); // gone already is as good, and hides no error that led here
    }),
  };
}

function readFully(descriptor: number, offset: number, into: Uint8Array): number {
  let done = 0;
  while (done < into.length) {
    const length = readSync(descriptor, into, done, into.length - done, offset + done);
    if (length === 0) break;
    done += length;
  }
  return done;
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done);
}

/** Makes the rename survive a power failure. Where folders cannot be opened (Windows), the system sees to it. */
function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (errno(error) !== "EINVAL" && errno(error) !== "EPERM") throw error;
  } finally {
    closeSync(descriptor);
  }
}

function opened(descriptor: number | undefined, path: string): number {
  if (descriptor !== undefined) return descriptor;
  throw new WavetankError("E_FILE_WRITE", "the file was committed or aborted before", { where: path });
}

function attempt<T>(what: "read" | "write", path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof WavetankError ? error : fileError(what, path, error as Error);
  }
}

const HINTS: Readonly<Record<string, string>> = {
  EACCES: "check the permissions of the file and its folder",
  EPERM: "check the permissions of the file and its folder",
  ENOSPC: "the disk is full: free some space or write elsewhere",
  EDQUOT: "the disk quota is used up: free some space or write elsewhere",
  EROFS: "the file system is read-only: write elsewhere",
  EFBIG: "the file system or a limit (ulimit -f) does not allow a file of this size",
  EMFILE: "too many files are open: raise ulimit -n",
  EIO: "the disk reports an error: copy the file elsewhere, if you can",
};

function fileError(what: "read" | "write", path: string, cause: Error): WavetankError {
  const code = errno(cause);
  if (code === "EISDIR") return isDirectory(path, cause);
  if (code === "ENOENT" || code === "ENOTDIR") {
    const expected = what === "read" ? "a file that exists" : "a file in a folder that exists";
    return new WavetankError("E_FILE_NOT_FOUND", `cannot ${what} ${path}: there is no such file or folder`, {
      where: path,
      expected,
      hint: "check the path; relative paths start at the current folder",
    }, cause);
  }
  if (code === "EEXIST") {
    return new WavetankError("E_FILE_EXISTS", `cannot write ${path}: it is there already`, {
      where: path,
      expected: "no other process writing this file, and none that died while it did",
      hint: "if no process is writing it, rename it to keep what was recorded, or delete it",
    }, cause);
  }
  const hint = HINTS[code];
  const detail = { where: path, ...(hint === undefined ? {} : { hint }) };
  const stable = what === "read" ? "E_FILE_READ" : "E_FILE_WRITE";
  return new WavetankError(stable, `cannot ${what} ${path}: ${cause.message}`, detail, cause);
}

function isDirectory(path: string, cause?: Error): WavetankError {
  return new WavetankError("E_FILE_IS_DIRECTORY", `${path} is a folder`, {
    where: path,
    expected: "a file",
    hint: "name a file in it",
  }, cause);
}

function notReplaceable(path: string): WavetankError {
  return new WavetankError("E_FILE_WRITE", `cannot write ${path}: it is a pipe or a device`, {
    where: path,
    expected: "a regular file or a name that is not taken: it would be replaced",
  });
}

function notRegular(path: string): WavetankError {
  return new WavetankError("E_FILE_READ", `cannot read ${path}: it is a pipe or a device`, {
    where: path,
    expected: "a regular file, which can be read at any offset",
    hint: "write what comes out of it into a file first",
  });
}

const errno = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";
