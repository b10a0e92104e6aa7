import { Queue, QueueEvents, type ConnectionOptions, type Job } from "bullmq";
import { WavetankError } from "../../kernel/error.ts";
import type { ChunkRunner } from "../../harness/campaign/campaign.ts";
import { isResultOf, type Chunk, type ChunkResult } from "../../harness/campaign/chunk.ts";
import { readChunkResult } from "../../harness/campaign/chunk-result-reader.ts";
import { CHUNKS_A_JOB, QUEUE, type JobData } from "./queue-protocol.ts";

export interface QueueRunnerOptions {
  readonly connection: ConnectionOptions;
  readonly version: string;
  /** By scenario name. */
  readonly sourceHashes: ReadonlyMap<string, string>;
  /** Jobs that wait or are at work at once. */
  readonly jobs: number;
}

interface Waiting {
  readonly chunk: Chunk;
  readonly resolve: (result: ChunkResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs chunks by workers on other machines, through a BullMQ queue. What a lost worker had is run again by another;
 * that a chunk is then run twice does no harm, since its result depends on nothing but the chunk.
 */
export class QueueRunner implements ChunkRunner {
  readonly width: number;
  readonly #options: QueueRunnerOptions;
  readonly #queue: Queue<JobData, readonly unknown[]>;
  readonly #events: QueueEvents;
  #waiting: Waiting[] = [];

  constructor(options: QueueRunnerOptions) {
    this.#options = options;
    this.width = options.jobs * CHUNKS_A_JOB;
    this.#queue = new Queue(QUEUE, { connection: options.connection });
    this.#events = new QueueEvents(QUEUE, { connection: options.connection });
    // A connection that is lost is opened again; what went wrong with a job is told by its promise.
    this.#queue.on("error", () => {});
    this.#events.on("error", () => {});
  }

  /** Rejects when the server is not there or does not let us in. */
  async open(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#events.waitUntilReady()]);
  }

  run(chunk: Chunk): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ chunk, resolve, reject });
      // All that is asked for in one turn goes out together.
      if (this.#waiting.length === 1) setImmediate(() => this.#send());
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#events.close(), this.#queue.close()]);
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += CHUNKS_A_JOB) {
      const group = waiting.slice(at, at + CHUNKS_A_JOB);
      this.#runJob(group).catch((error: unknown) => {
        for (const { reject } of group) reject(error);
      });
    }
  }

  /** @throws {WavetankError} E_QUEUE - no worker could do it. */
  async #resultOf(job: Job<JobData, readonly unknown[]>): Promise<readonly unknown[]> {
    try {
      return await job.waitUntilFinished(this.#events);
    } catch (error) {
      throw new WavetankError("E_QUEUE", `job ${job.id}: ${error instanceof Error ? error.message : String(error)}`, {
        where: QUEUE, expected: "workers with the same wavetank and the same scenarios",
      }, error);
    }
  }

  async #runJob(group: readonly Waiting[]): Promise<void> {
    const { version, sourceHashes } = this.#options;
    const chunks = group.map(({ chunk }) => chunk);
    const names = [...new Set(chunks.map(({ scenario }) => scenario))];
    const sources = Object.fromEntries(names.map((name) => [name, sourceHashes.get(name) ?? ""]));
    const job: Job<JobData, readonly unknown[]> = await this.#queue.add("chunks", { version, sources, chunks }, JOB);
    const returned = await this.#resultOf(job);
    const results = new Map(
      returned.map((value) => readChunkResult(value, `job ${job.id}`)).map((result) => [result.index, result]),
    );
    for (const { chunk, resolve, reject } of group) {
      const result = results.get(chunk.index);
      if (result !== undefined && isResultOf(result, chunk)) resolve(result);
      else
        reject(
          new WavetankError("E_CHUNK", `no result of chunk ${chunk.index}`, {
            where: `job ${job.id}`, expected: "a result of each chunk that was asked for",
          }),
        );
    }
  }
}

/** What a worker failed with three times it would fail with a fourth time. Results are fetched at once. */
const JOB = { attempts: 3, removeOnComplete: { age: 3_600 }, removeOnFail: { age: 3_600 } } as const;
