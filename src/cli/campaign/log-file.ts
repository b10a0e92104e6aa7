import { existsSync } from "node:fs";
import { againOf, logHeader, logLine, readLog, type CampaignIdentity } from "../../harness/campaign/campaign-log.ts";
import type { CampaignPlan } from "../../harness/campaign/campaign-plan.ts";
import type { ChunkResult } from "../../harness/campaign/chunk.ts";
import { appendableFile, type AppendableFile } from "../../live/appendable-file.ts";
import { readText } from "../read-text.ts";

/** A campaign's log on disk: what is in it is not run again. */
export class LogFile {
  readonly known: ReadonlyMap<number, ChunkResult>;
  readonly #file: AppendableFile;

  /**
   * Opens the log, or begins it, in an empty file too.
   *
   * @throws {WavetankError} E_CAMPAIGN_LOG - it is none, or another campaign's; E_FILE_…
   */
  constructor(path: string, identity: CampaignIdentity) {
    const content = existsSync(path) ? readText(path) : "";
    const earlier = content === "" ? undefined : readLog(content, identity, path);
    this.known = earlier?.results ?? new Map();
    this.#file = appendableFile(path, earlier?.wholeBytes ?? 0);
    if (earlier === undefined) this.#file.append(logHeader(identity));
  }

  add(result: ChunkResult): void {
    if (this.known.get(result.index) !== result) this.#file.append(logLine(result));
  }

  close(): void {
    this.#file.close();
  }
}

/** What the campaign of an earlier log tries again, or `seeds` for one that begins. @throws {WavetankError} E_FILE_… */
export const againWith = (path: string | undefined, seeds: CampaignPlan["again"]): CampaignPlan["again"] =>
  path !== undefined && existsSync(path) ? againOf(readText(path)) : seeds;
