import type { Instant } from "../../kernel/time.ts";
import { placeOf, type Block, type BlockFile } from "./block-file.ts";
import { decodeEnd, type End } from "./end-block.ts";
import { illegal, misplaced } from "./failure.ts";
import { decodeIndex, type IndexEntry } from "./index-block.ts";
import { LIMITS } from "./limits.ts";

/** What has been walked over since the header. The end block must say the same. */
interface Totals {
  blocks: number;
  records: number;
  rawBytes: number;
  first: Instant;
  last: Instant;
}

/**
 * Goes from block to block and checks that each is the one that belongs there: number, chain of checksums, time, and
 * that index blocks and the end block tell the truth about the blocks before them. Data payloads are not read.
 *
 * A walk that starts in the middle cannot check what it did not see: the index that covers its start, and the totals.
 */
export class BlockWalk {
  readonly #file: BlockFile;
  readonly #header: Block;
  #offset: number;
  #sequence: number;
  #previous: number;
  #last: Instant | undefined;
  #lastIndex: number | undefined;
  #unindexed: IndexEntry[] | undefined;
  readonly #totals: Totals | undefined;
  #ended = false;

  /** Starts after `header`, or at `start`, a block that stands in the file where it says. */
  constructor(file: BlockFile, header: Block, start?: Block) {
    this.#file = file;
    this.#header = header;
    this.#offset = start?.offset ?? header.end;
    this.#sequence = start?.sequence ?? header.sequence + 1;
    this.#previous = start?.previous ?? header.checksum;
    if (start !== undefined) return;
    this.#lastIndex = 0;
    this.#unindexed = [];
    this.#totals = { blocks: 0, records: 0, rawBytes: 0, first: 0, last: 0 };
  }

  /**
   * The next data block, or undefined where the file ends, properly or at a block's end.
   *
   * @throws {WavetankError} E_RECORDING_TRUNCATED, E_RECORDING_DAMAGED, E_RECORDING_SEQUENCE, E_RECORDING_CONTENT
   */
  next(): Block | undefined {
    while (!this.#ended) {
      const block = this.#file.blockAt(this.#offset);
      if (block === undefined) return undefined;
      this.#checkChain(block);
      if (block.kind === "data") this.#checkData(block);
      else if (block.kind === "index") this.#checkIndex(block);
      else if (block.kind === "end") this.#checkEnd(block);
      else throw illegal(placeOf(block), "a second header", "a data, index or end block");
      this.#offset = block.end;
      this.#sequence = block.sequence + 1;
      this.#previous = block.checksum;
      if (block.kind === "data") return block;
    }
    return undefined;
  }

  #checkChain(block: Block): void {
    if (block.sequence !== this.#sequence) {
      throw misplaced(placeOf(block), `block ${block.sequence} is here`, `block ${this.#sequence}`);
    }
    if (block.previous !== this.#previous) {
      throw misplaced(placeOf(block), `block ${block.sequence} follows another block than it was written after`,
        `a block written after one with the checksum ${hex(this.#previous)}, not ${hex(block.previous)}`);
    }
  }

  #checkData(block: Block): void {
    if (this.#last !== undefined && block.first < this.#last) {
      throw illegal(placeOf(block), `a block that starts at ${block.first} ns`, `${this.#last} ns or later`);
    }
    this.#last = block.last;
    this.#unindexed?.push(block);
    if (this.#unindexed !== undefined && this.#unindexed.length > LIMITS.indexEntries) {
      throw illegal(placeOf(block), "a data block too many", `an index after ${LIMITS.indexEntries} data blocks`);
    }
    const totals = this.#totals;
    if (totals === undefined) return;
    if (totals.blocks === 0) totals.first = block.first;
    totals.last = block.last;
    totals.blocks += 1;
    totals.records += block.count;
    totals.rawBytes += block.rawBytes;
  }

  #checkIndex(block: Block): void {
    const index = decodeIndex(block, this.#file.payload(block));
    if (this.#lastIndex !== undefined && index.previousIndex !== this.#lastIndex) {
      throw illegal(placeOf(block), `an index that follows one at byte ${index.previousIndex}`,
        `byte ${this.#lastIndex}`);
    }
    const actual = this.#unindexed;
    if (actual !== undefined) {
      const wrong = index.entries.findIndex((entry, i) => !sameEntry(entry, actual[i]));
      if (wrong >= 0 || index.entries.length !== actual.length) {
        throw illegal(placeOf(block), `an index that is wrong about data block ${Math.max(wrong, 0)} of its own`,
          `the ${actual.length} data blocks before it, as they are`);
      }
    }
    this.#lastIndex = block.offset;
    this.#unindexed = [];
  }

  #checkEnd(block: Block): void {
    const end = decodeEnd(block, this.#file.payload(block));
    const place = placeOf(block);
    if (end.offset !== block.offset || end.header !== this.#header.checksum) {
      throw illegal(place, `the end of a file that ends at byte ${end.offset}`,
        `this file's end, at byte ${block.offset}`);
    }
    if (this.#lastIndex !== undefined && end.lastIndex !== this.#lastIndex) {
      throw illegal(place, `a last index at byte ${end.lastIndex}`, `byte ${this.#lastIndex}`);
    }
    if (this.#unindexed !== undefined && this.#unindexed.length > 0) {
      throw illegal(place, `${this.#unindexed.length} data blocks without an index`, "an index before the end");
    }
    this.#checkTotals(block, end);
    const { size } = this.#file.source;
    if (block.end < size) {
      throw illegal({ ...place, offset: block.end }, `${size - block.end} bytes after the end block`,
        "the end of the file");
    }
    this.#ended = true;
  }

  #checkTotals(block: Block, end: End): void {
    const totals = this.#totals;
    if (totals === undefined) return;
    const { blocks, records, rawBytes } = end;
    const found: Totals = { blocks, records, rawBytes, first: block.first, last: block.last };
    const wrong = (Object.keys(found) as Array<keyof Totals>).find((name) => found[name] !== totals[name]);
    if (wrong !== undefined) {
      throw illegal(placeOf(block), `an end whose ${wrong} is ${found[wrong]}`,
        `${totals[wrong]}, as the blocks have it`);
    }
  }
}

function sameEntry(entry: IndexEntry, actual: IndexEntry | undefined): boolean {
  return actual !== undefined && entry.offset === actual.offset && entry.first === actual.first &&
    entry.last === actual.last && entry.count === actual.count && entry.checksum === actual.checksum;
}

const hex = (checksum: number): string => checksum.toString(16).padStart(8, "0");
