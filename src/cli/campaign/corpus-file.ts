import { existsSync } from "node:fs";
import type { ChunkResult } from "../../harness/campaign/chunk.ts";
import { grown, type CorpusSeed } from "../../harness/campaign/corpus.ts";
import { formatCorpus, readCorpus } from "../../harness/campaign/corpus-document.ts";
import { checkWritable, saveText } from "../capsule-file.ts";
import { readText } from "../read-text.ts";

/** A corpus is much smaller. */
const MOST_BYTES = 8 << 20;

/** A corpus on disk. It is replaced as a whole, or stays as it was. */
export class CorpusFile {
  readonly seeds: readonly CorpusSeed[];
  readonly #path: string;

  /**
   * Reads the corpus, or begins one where there is no file.
   *
   * @throws {WavetankError} E_CORPUS - it is none, or damaged; E_FILE_… - it cannot be read, or could not be written.
   */
  constructor(path: string) {
    this.#path = path;
    this.seeds = existsSync(path) ? readCorpus(readText(path, MOST_BYTES), path) : [];
    // Found out now, not when hours of work are done.
    checkWritable(path);
  }

  /** @throws {WavetankError} E_FILE_… */
  grow(results: readonly ChunkResult[]): void {
    saveText(this.#path, formatCorpus(grown(this.seeds, results)));
  }
}
