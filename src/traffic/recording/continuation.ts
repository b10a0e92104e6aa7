import { WavetankError } from "../../kernel/error.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ByteSource, RecordingHeader } from "../record.ts";
import { BlockFile, type Block } from "./block-file.ts";
import type { IndexEntry } from "./index-block.ts";
import { LEAD_LENGTH } from "./lead.ts";
import { openRecording, type RecordingReader } from "./reader.ts";

/** Where a writer goes on in a recording that is there already: what a writer knows after its last whole block. */
export interface Continuation {
  readonly header: RecordingHeader;
  /** Of the first byte after the last whole block but the end block: the file is to be cut there. */
  readonly offset: number;
  readonly sequence: number;
  /** Of the last block's prelude. */
  readonly checksum: number;
  readonly headerChecksum: number;
  readonly unindexed: readonly IndexEntry[];
  readonly lastIndex: number;
  readonly totals: { readonly blocks: number; readonly records: number; readonly rawBytes: number };
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
}

/**
 * Finds where a recording can be gone on with, whether it was finished or its writer was killed. What a killed writer
 * left of a block does not count.
 *
 * @throws {WavetankError} as openRecording, and for damage anywhere but the one that a kill leaves.
 */
export function continuationOf(source: ByteSource): Continuation {
  const reader = openRecording(source);
  const file = new BlockFile(source);
  const header = file.blockAt(LEAD_LENGTH) as Block; // openRecording has read it
  let [previous, lastIndex]: [Block, number] = [header, 0];
  let unindexed: IndexEntry[] = [];
  let [first, last]: [Instant | undefined, Instant | undefined] = [undefined, undefined];
  const totals = { blocks: 0, records: 0, rawBytes: 0 };
  for (const block of wholeBlocks(reader)) {
    if (block.offset !== previous.end) [lastIndex, unindexed] = [previous.end, []];
    unindexed.push({
      offset: block.offset, first: block.first, last: block.last, count: block.count, checksum: block.checksum,
    });
    totals.blocks += 1;
    totals.records += block.count;
    totals.rawBytes += block.rawBytes;
    first ??= block.first;
    last = block.last;
    previous = block;
  }
  const index = blockOrNothing(file, previous.end);
  if (index?.kind === "index") [previous, lastIndex, unindexed] = [index, index.offset, []];
  return {
    header: reader.header, offset: previous.end, sequence: previous.sequence + 1, checksum: previous.checksum,
    headerChecksum: header.checksum, unindexed, lastIndex, totals, first, last,
  };
}

function* wholeBlocks(reader: RecordingReader): Generator<Block, void, undefined> {
  try {
    yield* reader.blocks();
  } catch (error) {
    if (!isCutShort(error)) throw error;
  }
}

function blockOrNothing(file: BlockFile, offset: number): Block | undefined {
  try {
    return file.blockAt(offset);
  } catch (error) {
    if (!isCutShort(error)) throw error;
    return undefined;
  }
}

const isCutShort = (error: unknown): boolean =>
  error instanceof WavetankError && error.code === "E_RECORDING_TRUNCATED";
