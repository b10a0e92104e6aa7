import { UnrecoverableError, Worker, type ConnectionOptions } from "bullmq";
import type { ChunkRunner } from "../../harness/campaign/campaign.ts";
import type { ChunkResult } from "../../harness/campaign/chunk.ts";
import { QUEUE, readJobData } from "./queue-protocol.ts";

export interface QueueWorkerOptions {
  readonly connection: ConnectionOptions;
  readonly version: string;
  /** By name, the scenarios that it has: it runs no others. */
  readonly sourceHashes: ReadonlyMap<string, string>;
  readonly runner: ChunkRunner;
  readonly onJob: (chunks: number) => void;
  /** After so long without a sign of life a worker is taken for lost, and its job goes to another. Default 30 s. */
  readonly lostAfterMs?: number;
}

const LOST_AFTER_MS = 30_000;
/** A job outlives so many lost workers. */
const MAX_LOST = 5;

/**
 * Takes jobs from the queue until it is closed. Its own threads do the work, so that it can always say that it lives.
 */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #worker: Worker<unknown, readonly ChunkResult[]>;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    const lostAfter = options.lostAfterMs ?? LOST_AFTER_MS;
    this.#worker = new Worker(QUEUE, (job) => this.#work(job.data), {
      connection: options.connection, concurrency: 1, lockDuration: lostAfter, stalledInterval: lostAfter,
      maxStalledCount: MAX_LOST,
    });
    this.#worker.on("error", () => {});
  }

  /** Resolves when it has opened its connections. */
  async open(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Finishes the job at hand first; or does not, with `now`, and it goes to another worker. */
  async close(now = false): Promise<void> {
    await this.#worker.close(now);
    await this.#options.runner.close();
  }

  async #work(data: unknown): Promise<readonly ChunkResult[]> {
    const { version, sourceHashes, runner, onJob } = this.#options;
    const job = readJobData(data);
    if (job.version !== version)
      throw new UnrecoverableError(`this worker is wavetank ${version}, the campaign's is ${job.version}`);
    for (const { scenario } of job.chunks) {
      const own = sourceHashes.get(scenario);
      if (own === undefined) throw new UnrecoverableError(`this worker has no scenario ${scenario}`);
      if (own !== job.sources[scenario])
        throw new UnrecoverableError(`this worker has another version of scenario ${scenario}`);
    }
    const results: ChunkResult[] = [];
    const chunks = job.chunks[Symbol.iterator]();
    await Promise.all(Array.from({ length: runner.width }, async () => {
      for (const chunk of chunks) results.push(await runner.run(chunk));
    }));
    onJob(results.length);
    return results;
  }
}
