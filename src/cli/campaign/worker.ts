import type { Chunk, ChunkResult } from "../../harness/campaign/chunk.ts";
import { runChunk } from "../../harness/campaign/run-chunk.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { scenarioOf } from "./scenario-cache.ts";

/** What a worker thread is sent. */
export interface ChunkTask {
  readonly chunk: Chunk;
  /** The name or path of its scenario. */
  readonly source: string;
  readonly packageRoot: string;
}

boundHeapGrowth();
const host = liveHost();

/** Runs one chunk in this thread. */
export default async function work({ chunk, source, packageRoot }: ChunkTask): Promise<ChunkResult> {
  return runChunk(await scenarioOf(source, packageRoot), host, chunk);
}
