import { isResultOf, type Chunk, type ChunkResult } from "./chunk.ts";

/** Runs chunks somewhere: in this thread, in workers, on other machines. */
export interface ChunkRunner {
  /** How many chunks it can have at work at once. */
  readonly width: number;
  /** Rejects when the chunk could not be run at all; what the scenario came to is in the result. */
  run(chunk: Chunk): Promise<ChunkResult>;
  close(): Promise<void>;
}

export interface CampaignOptions {
  readonly chunks: Iterable<Chunk>;
  readonly runner: ChunkRunner;
  /** Of an earlier part of the same campaign, by index: these are not run again, unless the chunk is longer now. */
  readonly known?: ReadonlyMap<number, ChunkResult>;
  /** Asked before each chunk; what has begun is finished. */
  readonly isOver?: () => boolean;
  /** Nothing beyond the first chunk with a failure counts, however many workers were ahead of it. */
  readonly untilFailure?: boolean;
  /** Called as results come, in any order; those that `known` holds first. */
  readonly onResult?: (result: ChunkResult) => void;
}

/**
 * Runs chunks in order, as many at once as the runner can. Which results come back depends on `isOver` alone; what is
 * in them does not depend on workers or timing.
 */
export async function runCampaign(options: CampaignOptions): Promise<readonly ChunkResult[]> {
  const campaign = new Campaign(options);
  await Promise.all(Array.from({ length: options.runner.width }, () => campaign.work()));
  return campaign.results();
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #chunks: Iterator<Chunk>;
  readonly #results: ChunkResult[] = [];
  /** The index of the first chunk known to have a failure. */
  #firstFailed = Infinity;
  #isOver = false;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#chunks = options.chunks[Symbol.iterator]();
  }

  /** One place at the runner: takes the next chunk whenever the last one is done. */
  async work(): Promise<void> {
    const { runner, known } = this.#options;
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      try {
        const earlier = known?.get(chunk.index);
        this.#take(earlier !== undefined && isResultOf(earlier, chunk) ? earlier : await runner.run(chunk));
      } catch (error) {
        // The other places finish what they have begun, and take nothing more.
        this.#isOver = true;
        throw error;
      }
    }
  }

  /** In the order of the chunks. */
  results(): readonly ChunkResult[] {
    const counted =
      this.#options.untilFailure === true
        ? this.#results.filter(({ index }) => index <= this.#firstFailed)
        : this.#results;
    return counted.toSorted((a, b) => a.index - b.index);
  }

  #next(): Chunk | undefined {
    if (this.#isOver || this.#options.isOver?.() === true) return undefined;
    const next = this.#chunks.next();
    if (next.done === true) return undefined;
    return this.#options.untilFailure === true && next.value.index > this.#firstFailed ? undefined : next.value;
  }

  #take(result: ChunkResult): void {
    this.#results.push(result);
    if (result.failed > 0) this.#firstFailed = Math.min(this.#firstFailed, result.index);
    this.#options.onResult?.(result);
  }
}
