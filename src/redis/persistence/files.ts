import type { Bytes } from "../server/bytes.ts";

/** The files that persistence keeps, by name relative to the server's directory. */
export interface Files {
  /** The content as a reader would find it now; undefined when there is no such file. */
  read(name: string): Buffer | undefined;
  /** Puts a whole file in place at once, written and synced under another name before. */
  replace(name: string, content: Buffer): void;
  append(name: string, bytes: Bytes): void;
  /** What was appended until now outlives the loss of power. */
  sync(name: string): void;
  remove(name: string): void;
}
