import { WavetankError } from "../../kernel/error.ts";
import { formatOrder, parseOrder } from "../../harness/explore/order.ts";
import { CHUNK_SEEDS } from "../../harness/campaign/campaign-plan.ts";
import type { Chunk } from "../../harness/campaign/chunk.ts";

export const QUEUE = "wavetank-campaign";

/** Forty seconds of one thread at a hundred seeds a second. */
export const CHUNKS_A_JOB = 80;

/** Chunks for one worker, and what it must have to come to the results that everybody else comes to. */
export interface JobData {
  readonly version: string;
  /** SHA-256 of the source of each scenario that the chunks name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly chunks: readonly Chunk[];
}

const MAX_JOB_CHUNKS = 10_000;

/** Reads what somebody put into the queue. @throws {WavetankError} E_QUEUE_JOB */
export function readJobData(value: unknown): JobData {
  const { version, sources, chunks } = (typeof value === "object" && value !== null ? value : {}) as Partial<
    Record<keyof JobData, unknown>
  >;
  if (typeof version !== "string" || typeof sources !== "object" || sources === null || !Array.isArray(chunks))
    throw noJob("fields are missing");
  if (chunks.length > MAX_JOB_CHUNKS) throw noJob(`${chunks.length} chunks`);
  const hashes = Object.entries(sources);
  if (hashes.some(([, hash]) => typeof hash !== "string")) throw noJob("a source is no hash");
  return { version, sources: Object.fromEntries(hashes as [string, string][]), chunks: chunks.map(readChunk) };
}

function readChunk(value: unknown): Chunk {
  const { index, scenario, from, count, order, branching } = (
    typeof value === "object" && value !== null ? value : {}
  ) as Partial<Record<keyof Chunk, unknown>>;
  if (typeof scenario !== "string" || !isCount(index) || !isCount(from) || !isCount(count) || count > CHUNK_SEEDS)
    throw noJob("a chunk is none");
  if (branching !== undefined && branching !== true) throw noJob("branching is true or nothing");
  const chunk: Chunk = { index, scenario, from, count, ...(branching === undefined ? {} : { branching }) };
  if (order === undefined) return chunk;
  if (typeof order !== "string") throw noJob("an order is none");
  return { ...chunk, order: formatOrder(parseOrder(order)) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const noJob = (found: string): WavetankError =>
  new WavetankError("E_QUEUE_JOB", `no job of a campaign: ${found}`, {
    where: QUEUE, expected: "a job as this version of wavetank writes it",
  });
