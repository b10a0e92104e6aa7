import type { Bytes } from "../server/bytes.ts";
import type { LoggedCommand } from "../server/command.ts";
import { wordsOf } from "../server/logged-command.ts";
import { readAof } from "./aof-reader.ts";
import { BadFormat } from "./bad-format.ts";
import type { Files } from "./files.ts";
import { respCommand } from "./resp-command.ts";

const DIRECTORY = "appendonlydir/";
const NAME = "appendonly.aof";
const MANIFEST = `${DIRECTORY}${NAME}.manifest`;
const MULTI = respCommand(["MULTI"]);
const EXEC = respCommand(["EXEC"]);

interface ManifestLine {
  readonly file: string;
  readonly sequence: number;
  readonly type: "b" | "i" | "h";
}

/** What a log was found to hold: a snapshot to begin with, and the commands since. */
export interface AofFound {
  readonly base: Buffer | undefined;
  readonly commands: readonly (readonly Bytes[])[];
}

/**
 * The append-only file of Redis 7: a snapshot (base), the commands since (incremental files), and a manifest that
 * names them. A rewrite begins a new incremental file and puts a new base before it once that is written.
 */
export class AppendOnlyFile {
  readonly #files: Files;
  #lines: readonly ManifestLine[] = [];
  #selected = -1;
  #appended = 0;

  constructor(files: Files) {
    this.#files = files;
    this.#lines = manifestLines(files.read(MANIFEST));
  }

  get exists(): boolean {
    return this.#lines.length > 0;
  }

  /** Bytes appended to the current incremental file. */
  get appended(): number {
    return this.#appended;
  }

  /** The file that commands are appended to. */
  get current(): string {
    return `${DIRECTORY}${NAME}.${this.#sequence("i")}.incr.aof`;
  }

  /** One command, or several that are one transaction. */
  append(db: number, commands: readonly LoggedCommand[]): void {
    let text = db === this.#selected ? "" : respCommand(["SELECT", String(db)]);
    this.#selected = db;
    if (commands.length > 1) text += MULTI;
    for (const command of commands) text += respCommand(wordsOf(command));
    if (commands.length > 1) text += EXEC;
    this.#files.append(this.current, text);
    this.#appended += text.length;
  }

  sync(): void {
    this.#files.sync(this.current);
  }

  /** From now on commands go to a new file; `finishRewrite` is called when the snapshot of this moment is written. */
  beginRewrite(): void {
    // Only the last file of a log may be torn.
    if (this.exists) this.sync();
    this.#putLines([...this.#lines, incremental(this.#sequence("i") + 1)]);
    this.#startIncremental();
  }

  finishRewrite(base: Buffer): void {
    const obsolete = this.#lines.slice(0, -1);
    const sequence = this.#sequence("b") + 1;
    const file = `${NAME}.${sequence}.base.rdb`;
    this.#files.replace(DIRECTORY + file, base);
    this.#putLines([{ file, sequence, type: "b" }, ...this.#lines.slice(-1)]);
    for (const line of obsolete) this.#files.remove(DIRECTORY + line.file);
  }

  /**
   * What the files hold. The end of the last one may be torn: what is not whole is cut off, so that the log can go on.
   *
   * @throws {BadFormat} A file is missing, or damaged elsewhere than at its end.
   */
  recover(): AofFound {
    let base: Buffer | undefined;
    const commands: (readonly Bytes[])[] = [];
    this.#lines.forEach((line, index) => {
      const content = this.#files.read(DIRECTORY + line.file);
      if (content === undefined) throw new BadFormat(`${line.file} is missing`, 0);
      if (line.type === "b" && content.toString("latin1", 0, 5) === "REDIS") {
        base = content;
        return;
      }
      const found = readAof(content);
      if (found.wholeBytes < content.length) {
        if (index < this.#lines.length - 1) throw new BadFormat(`${line.file} is cut off`, found.wholeBytes);
        this.#files.replace(DIRECTORY + line.file, content.subarray(0, found.wholeBytes));
      }
      for (const command of found.commands) commands.push(command);
      this.#appended = found.wholeBytes;
    });
    this.#selected = -1;
    return { base, commands };
  }

  #sequence(type: ManifestLine["type"]): number {
    return this.#lines.findLast((line) => line.type === type)?.sequence ?? 0;
  }

  #startIncremental(): void {
    this.#files.replace(this.current, Buffer.alloc(0));
    this.#selected = -1;
    this.#appended = 0;
  }

  #putLines(lines: readonly ManifestLine[]): void {
    this.#lines = lines;
    const text = lines.map(({ file, sequence, type }) => `file ${file} seq ${sequence} type ${type}\n`).join("");
    this.#files.replace(MANIFEST, Buffer.from(text, "latin1"));
  }
}

const incremental = (sequence: number): ManifestLine => ({ file: `${NAME}.${sequence}.incr.aof`, sequence, type: "i" });

function manifestLines(manifest: Buffer | undefined): readonly ManifestLine[] {
  if (manifest === undefined) return [];
  return manifest.toString("latin1").split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const fields = /^file (\S+) seq (\d+) type ([bih])/.exec(line);
    if (fields === null) throw new BadFormat(`the manifest says "${line}"`, 0);
    return { file: fields[1] as string, sequence: Number(fields[2]), type: fields[3] as "b" | "i" | "h" };
  }).filter((line) => line.type !== "h");
}
