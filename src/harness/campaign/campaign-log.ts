import { crc32 } from "../../kernel/crc32.ts";
import { WavetankError } from "../../kernel/error.ts";
import type { CampaignPlan } from "./campaign-plan.ts";
import { CHUNK_SEEDS } from "./campaign-plan.ts";
import type { ChunkResult } from "./chunk.ts";
import { readChunkResult } from "./chunk-result-reader.ts";

const SCHEMA = "wavetank.campaign-log/2";

/** What a campaign can be gone on with: the same code on the same scenarios from the same seed. */
export interface CampaignIdentity {
  readonly version: string;
  /** Name and SHA-256 of each scenario's source. */
  readonly scenarios: readonly (readonly [name: string, sha256: string])[];
  readonly from: number;
  readonly orders?: CampaignPlan["orders"];
  readonly branching?: true;
  readonly again?: CampaignPlan["again"];
}

export const identityOf = (
  version: string, sources: CampaignIdentity["scenarios"], { from, orders, branching, again }: CampaignPlan,
): CampaignIdentity => ({
  version, scenarios: sources, from,
  ...(orders === undefined ? {} : { orders }),
  ...(branching === undefined ? {} : { branching }),
  ...(again === undefined ? {} : { again }),
});

/** The log's first line. */
export const logHeader = ({ version, scenarios, from, orders, branching, again }: CampaignIdentity): string =>
  `${JSON.stringify({ schema: SCHEMA, version, chunkSeeds: CHUNK_SEEDS, scenarios, from, orders, branching, again })}\n`;

/**
 * What the campaign of a log tries again: the seeds that its corpus had when it began, whatever has become of the
 * corpus since. Undefined where nothing is, and in what is no log, which `readLog` refuses.
 */
export function againOf(content: string): CampaignPlan["again"] {
  try {
    const { again } = JSON.parse(content.slice(0, content.indexOf("\n"))) as { readonly again?: unknown };
    return Array.isArray(again) && again.every(isAgain)
      ? again.map(({ scenario, seed }) => ({ scenario, seed }))
      : undefined;
  } catch {
    return undefined;
  }
}

const isAgain = (value: unknown): value is { readonly scenario: string; readonly seed: number } => {
  const { scenario, seed } = (value ?? {}) as { readonly scenario?: unknown; readonly seed?: unknown };
  return typeof scenario === "string" && Number.isSafeInteger(seed);
};

/**
 * One line a result, appended when it is there: what is torn at the end was not finished. Its last member is the CRC32
 * of the JSON without it, since a digit that has become another one would still be a result.
 */
export function logLine(result: ChunkResult): string {
  const json = JSON.stringify(result);
  return `${json.slice(0, -1)},"crc32":"${checksumOf(json)}"}\n`;
}

const CHECKED_LINE = /^(.*),"crc32":"([0-9a-f]{8})"\}$/;

const checksumOf = (json: string): string => crc32(new TextEncoder().encode(json)).toString(16).padStart(8, "0");

export interface CampaignLog {
  readonly results: ReadonlyMap<number, ChunkResult>;
  /** Bytes of whole lines: what follows is to be cut off before more is appended. */
  readonly wholeBytes: number;
}

/**
 * Reads a log that may have been cut off anywhere. `content` is what the file holds, byte for byte in UTF-8.
 *
 * @throws {WavetankError} E_CAMPAIGN_LOG - it is none, it is damaged before its end, or it is of another campaign.
 */
export function readLog(content: string, identity: CampaignIdentity, where: string): CampaignLog {
  const whole = content.slice(0, content.lastIndexOf("\n") + 1);
  const [header, ...lines] = whole.split("\n").slice(0, -1);
  if (header === undefined || `${header}\n` !== logHeader(identity)) throw ofAnother(header, where);
  const results = new Map<number, ChunkResult>();
  lines.forEach((line, at) => {
    const result = readChunkResult(parsed(line, `${where}:${at + 2}`), `${where}:${at + 2}`);
    results.set(result.index, result);
  });
  return { results, wholeBytes: new TextEncoder().encode(whole).length };
}

function parsed(line: string, where: string): unknown {
  const [, members, checksum] = CHECKED_LINE.exec(line) ?? [];
  const json = `${members}}`;
  try {
    if (checksum === checksumOf(json)) return JSON.parse(json);
  } catch {
    // No log of ours.
  }
  throw new WavetankError("E_CAMPAIGN_LOG", "damaged: the line and its checksum differ", {
    where, expected: "a line as it was written", hint: "restore the file, or name another to begin anew",
  });
}

function ofAnother(header: string | undefined, where: string): WavetankError {
  const isLog = header?.startsWith(`{"schema":"${SCHEMA}"`) === true;
  return new WavetankError("E_CAMPAIGN_LOG", isLog ? "the log of another campaign" : "not a campaign's log", {
    where: `${where}:1`,
    expected: "a log of the same wavetank, scenarios and first seed",
    hint: "name another file to begin anew; this one is left as it is",
  });
}
