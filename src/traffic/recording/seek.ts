import type { Instant } from "../../kernel/time.ts";
import { placeOf, type Block, type BlockFile } from "./block-file.ts";
import { illegal } from "./failure.ts";
import { decodeIndex, type IndexEntry } from "./index-block.ts";

/**
 * The first data block whose last record is not before `at`, by way of the index blocks, last one first; undefined
 * where all records are before `at`. Reads one index block for each 1,024 data blocks after the one it looks for.
 *
 * @throws {WavetankError} E_RECORDING_DAMAGED, E_RECORDING_CONTENT - an index that is not one or leads elsewhere.
 */
export function findBlock(file: BlockFile, lastIndex: number, at: Instant): Block | undefined {
  let found: { readonly entry: IndexEntry; readonly listedIn: Block } | undefined;
  for (let offset = lastIndex; offset !== 0; ) {
    const block = offset < file.source.size ? file.blockAt(offset) : undefined;
    if (block?.kind !== "index") {
      throw illegal({ name: file.source.name, offset }, "something else where an index block should be",
        "an index block");
    }
    const index = decodeIndex(block, file.payload(block));
    const entry = firstEndingAtOrAfter(index.entries, at);
    if (entry !== undefined) found = { entry, listedIn: block };
    const first = index.entries[0];
    if (first !== undefined && first.last < at) break;
    offset = smaller(index.previousIndex, block);
  }
  return found === undefined ? undefined : listedBlock(file, found.entry, found.listedIn);
}

/** Walking back must end: each index block lies before the one that names it. */
function smaller(previousIndex: number, block: Block): number {
  if (previousIndex < block.offset) return previousIndex;
  throw illegal(placeOf(block), `an index that follows one at byte ${previousIndex}`,
    `one before byte ${block.offset}`);
}

function firstEndingAtOrAfter(entries: readonly IndexEntry[], at: Instant): IndexEntry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as IndexEntry).last < at) low = middle + 1; // middle < entries.length
    else high = middle;
  }
  return entries[low];
}

function listedBlock(file: BlockFile, entry: IndexEntry, listedIn: Block): Block {
  const block = file.blockAt(entry.offset);
  if (block?.kind === "data" && block.checksum === entry.checksum) return block;
  throw illegal(placeOf(listedIn), `an index that points to byte ${entry.offset}, where its block is not`,
    "its data block");
}
