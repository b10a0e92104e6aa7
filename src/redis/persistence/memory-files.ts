import type { Bytes } from "../server/bytes.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { Files } from "./files.ts";

interface MemoryFile {
  readonly content: ByteWriter;
  synced: number;
}

/** Files in memory that know what of them has reached the disk. They outlive the server that writes them. */
export class MemoryFiles implements Files {
  readonly #files = new Map<string, MemoryFile>();

  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  read(name: string): Buffer | undefined {
    const file = this.#files.get(name);
    return file === undefined ? undefined : Buffer.from(file.content.view());
  }

  replace(name: string, content: Buffer): void {
    const file: MemoryFile = { content: new ByteWriter(content.length), synced: content.length };
    file.content.array(content);
    this.#files.set(name, file);
  }

  append(name: string, bytes: Bytes): void {
    let file = this.#files.get(name);
    if (file === undefined) this.#files.set(name, (file = { content: new ByteWriter(4_096), synced: 0 }));
    file.content.bytes(bytes);
  }

  sync(name: string): void {
    this.syncUpTo(name, Infinity);
  }

  /** As `sync`, but only the first `length` bytes have reached the disk: what was there when the disk began. */
  syncUpTo(name: string, length: number): void {
    const file = this.#files.get(name);
    if (file !== undefined) file.synced = Math.max(file.synced, Math.min(length, file.content.length));
  }

  lengthOf(name: string): number {
    return this.#files.get(name)?.content.length ?? 0;
  }

  remove(name: string): void {
    this.#files.delete(name);
  }

  /** Bytes of a file that the loss of power could take. */
  unsynced(name: string): number {
    const file = this.#files.get(name);
    return file === undefined ? 0 : file.content.length - file.synced;
  }

  /**
   * Power is lost: of each file what was synced is left, and as much of the rest as `written` says had reached the disk
   * by itself (0 … `unsynced`). A file may so end in the middle of a command.
   */
  losePower(written: (name: string, unsynced: number) => number): void {
    for (const [name, file] of this.#files) {
      const unsynced = this.unsynced(name);
      if (unsynced === 0) continue;
      const length = file.synced + written(name, unsynced);
      this.replace(name, Buffer.from(file.content.view().subarray(0, length)));
    }
  }
}
