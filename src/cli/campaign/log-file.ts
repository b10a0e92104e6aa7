import { existsSync, readFileSync } from "node:fs";
import { logHeader, logLine, readLog, type CampaignIdentity } from "../../harness/campaign/campaign-log.ts";
import type { ChunkResult } from "../../harness/campaign/chunk.ts";
import { appendableFile, type AppendableFile } from "../../live/appendable-file.ts";

/** A campaign's log on disk: what is in it is not run again. */
export class LogFile {
  readonly known: ReadonlyMap<number, ChunkResult>;
  readonly #file: AppendableFile;

  /**
   * Opens the log, or begins it.
   *
   * @throws {WavetankError} E_CAMPAIGN_LOG - it is none, or another campaign's; E_FILE_…
   */
  constructor(path: string, identity: CampaignIdentity) {
    const earlier = existsSync(path) ? readLog(readFileSync(path, "utf8"), identity, path) : undefined;
    this.known = earlier?.results ?? new Map();
    this.#file = appendableFile(path, earlier?.wholeBytes ?? 0);
    if (earlier === undefined) this.#file.append(logHeader(identity));
  }

  add(result: ChunkResult): void {
    if (!this.known.has(result.index)) this.#file.append(logLine(result));
  }

  close(): void {
    this.#file.close();
  }
}
