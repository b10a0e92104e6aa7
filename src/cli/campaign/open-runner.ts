import path from "node:path";
import type { ChunkRunner } from "../../harness/campaign/campaign.ts";
import { VERSION } from "../version.ts";
import { queueAddress, unreachable } from "./redis-connection.ts";
import type { CampaignSources } from "./sources.ts";
import type { TlsFiles } from "../tls-files.ts";

export interface RunnerRequest {
  readonly workers: number;
  readonly sources: CampaignSources;
  readonly packageRoot: string;
  /** The address of a queue; undefined for threads of this process. */
  readonly queue: string | undefined;
  /** For a queue over TLS. */
  readonly tls: TlsFiles;
}

type ThreadsRequest = Pick<RunnerRequest, "workers" | "sources" | "packageRoot">;

/** Jobs that wait for workers or are with them, at most. */
const QUEUED_JOBS = 64;

/**
 * Threads here, or workers elsewhere. The libraries for them are loaded when they are wanted. @throws {WavetankError}
 * E_QUEUE, and what `queueAddress` throws.
 */
export async function openRunner({ workers, sources, packageRoot, queue, tls }: RunnerRequest): Promise<ChunkRunner> {
  if (queue === undefined) return threads({ workers, sources, packageRoot });
  const { QueueRunner } = await import("./queue-runner.ts");
  const { connection, answered } = queueAddress(queue, tls);
  const runner = new QueueRunner({
    connection, version: VERSION, sourceHashes: new Map(sources.hashes), jobs: QUEUED_JOBS,
  });
  try {
    await runner.open();
  } catch (error) {
    await runner.close().catch(() => {});
    throw unreachable(queue, error);
  }
  answered();
  return runner;
}

export async function threads({ workers, sources, packageRoot }: ThreadsRequest): Promise<ChunkRunner> {
  const { ThreadRunner } = await import("./thread-runner.ts");
  return new ThreadRunner({
    workers, packageRoot, sources: sources.sources, script: path.join(packageRoot, "dist/cli/worker.js"),
  });
}
