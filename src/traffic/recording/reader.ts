import { WavetankError } from "../../kernel/error.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ByteSource, FrameSlot, RecordingHeader, TrafficRecord, TrafficSource } from "../record.ts";
import { BlockFile, placeOf, type Block } from "./block-file.ts";
import { BlockWalk } from "./block-walk.ts";
import { DataBlockCursor } from "./data-block-cursor.ts";
import { decodeEnd, END_BYTES, type End } from "./end-block.ts";
import { misplaced, truncated } from "./failure.ts";
import { decodeHeader } from "./header-block.ts";
import { LEAD_LENGTH, readLead } from "./lead.ts";
import { RECORDING_FORMAT } from "./limits.ts";
import { PRELUDE_LENGTH } from "./prelude.ts";
import { findBlock } from "./seek.ts";

/** A recording's extent, from its blocks' preludes. */
export interface RecordingSurvey {
  readonly blocks: number;
  readonly records: number;
  /** Payloads of the data blocks, before and after compression. */
  readonly rawBytes: number;
  readonly storedBytes: number;
  /** Undefined when there are no records. */
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  /** Where and why the survey ended early. */
  readonly damage: WavetankError | undefined;
}

/**
 * Opens a recording; reads its lead, header and end, no more.
 *
 * @throws {WavetankError} E_RECORDING_FOREIGN, E_RECORDING_VERSION, or for a lead or header that cannot be read
 * E_RECORDING_TRUNCATED, E_RECORDING_DAMAGED, E_RECORDING_CONTENT. Damage further on is reported when it is reached.
 */
export function openRecording(source: ByteSource): RecordingReader {
  const lead = readLead(source);
  const file = new BlockFile(source);
  const block = file.blockAt(LEAD_LENGTH);
  const place = { name: source.name, offset: LEAD_LENGTH };
  if (block === undefined) throw truncated(place, "it ends before its header", "a header block");
  if (block.kind !== "header" || block.sequence !== 0 || block.previous !== lead) {
    throw misplaced(place, `a ${block.kind} block with the number ${block.sequence} is here`,
      "this file's header, block 0");
  }
  return new RecordingReader(file, block, decodeHeader(block, file.payload(block)));
}

/** One recording, read from the start or from where `seek` went. Holds one block at a time. */
export class RecordingReader implements TrafficSource {
  readonly header: RecordingHeader;
  readonly format = RECORDING_FORMAT;
  /**
   * True if the file ends with the end block that belongs to it. False for a recording whose recorder was stopped or is
   * still running, and for one whose end is missing or damaged: all whole blocks can be read.
   */
  readonly complete: boolean;
  readonly #file: BlockFile;
  readonly #headerBlock: Block;
  readonly #end: End | undefined;
  #walk: BlockWalk;
  #cursor: DataBlockCursor | undefined;
  #failure: Error | undefined;

  /** Use openRecording. */
  constructor(file: BlockFile, headerBlock: Block, header: RecordingHeader) {
    this.header = header;
    this.#file = file;
    this.#headerBlock = headerBlock;
    this.#end = findEnd(file, headerBlock);
    this.complete = this.#end !== undefined;
    this.#walk = new BlockWalk(file, headerBlock);
  }

  /**
   * The next record, or undefined at the end. Its `bytes` are a view of the block's memory: keep a copy of what is to
   * be kept for long, or the whole block stays.
   *
   * @throws {WavetankError} E_RECORDING_TRUNCATED, E_RECORDING_DAMAGED, E_RECORDING_SEQUENCE, E_RECORDING_CONTENT - at
   * the first thing wrong, after every record before it; the same error again from then on.
   */
  next(): TrafficRecord | undefined {
    return this.#next(undefined) as TrafficRecord | undefined;
  }

  /** As `next`, but a frame comes in `slot`, as bytes of its block. @throws {WavetankError} as `next`. */
  nextInto(slot: FrameSlot): TrafficRecord | FrameSlot | undefined {
    return this.#next(slot);
  }

  #next(slot: FrameSlot | undefined): TrafficRecord | FrameSlot | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      for (;;) {
        const record = slot === undefined ? this.#cursor?.next() : this.#cursor?.nextInto(slot);
        if (record !== undefined) return record;
        const block = this.#walk.next();
        if (block === undefined) return undefined;
        this.#cursor = this.#open(block);
      }
    } catch (error) {
      throw (this.#failure = error as Error);
    }
  }

  /**
   * Goes to the first record that is not before `at`, forwards or backwards; there `next` goes on. A complete recording
   * is searched by its index, another by its blocks' preludes from the start.
   *
   * @throws {WavetankError} as `next`, for what is read on the way.
   */
  seek(at: Instant): void {
    this.#failure = undefined;
    this.#cursor = undefined;
    try {
      this.#walk = new BlockWalk(this.#file, this.#headerBlock, this.#indexed(at));
      const block = this.#walkTo(at);
      if (block === undefined) return;
      this.#cursor = this.#open(block);
      this.#cursor.skipBefore(at);
    } catch (error) {
      throw (this.#failure = error as Error);
    }
  }

  /** By the first data block's prelude; undefined where there is none, or a damaged one, which `next` reports. */
  get startsAt(): Instant | undefined {
    try {
      for (const { first } of this.blocks()) return first;
    } catch (error) {
      if (!(error instanceof WavetankError)) throw error;
    }
    return undefined;
  }

  /**
   * The data blocks in order, without their payloads.
   *
   * @throws {WavetankError} as `next`, except for what only a payload can show.
   */
  *blocks(): Generator<Block, void, undefined> {
    const walk = new BlockWalk(this.#file, this.#headerBlock);
    for (let block = walk.next(); block !== undefined; block = walk.next()) yield block;
  }

  /** Adds up all blocks, up to the first that is damaged. */
  survey(): RecordingSurvey {
    const sum = { blocks: 0, records: 0, rawBytes: 0, storedBytes: 0 };
    let first: Instant | undefined;
    let last: Instant | undefined;
    let damage: WavetankError | undefined;
    try {
      for (const block of this.blocks()) {
        sum.blocks += 1;
        sum.records += block.count;
        sum.rawBytes += block.rawBytes;
        sum.storedBytes += block.storedBytes;
        first ??= block.first;
        last = block.last;
      }
    } catch (error) {
      if (!(error instanceof WavetankError)) throw error;
      damage = error;
    }
    return { ...sum, first, last, damage };
  }

  #open(block: Block): DataBlockCursor {
    return new DataBlockCursor(block, this.#file.payload(block), this.header.sources.length);
  }

  /** Where the index says that `at` is: a data block, or the end block. Undefined without an index. */
  #indexed(at: Instant): Block | undefined {
    if (this.#end === undefined) return undefined;
    return findBlock(this.#file, this.#end.lastIndex, at) ?? this.#file.blockAt(this.#end.offset);
  }

  #walkTo(at: Instant): Block | undefined {
    for (let block = this.#walk.next(); block !== undefined; block = this.#walk.next()) {
      if (block.last >= at) return block;
    }
    return undefined;
  }
}

/** The end block, if the file's last bytes are one that belongs to it. What they are otherwise, reading tells. */
function findEnd(file: BlockFile, header: Block): End | undefined {
  const offset = file.source.size - PRELUDE_LENGTH - END_BYTES;
  if (offset < header.end) return undefined;
  try {
    const block = file.blockAt(offset);
    if (block?.kind !== "end") return undefined;
    const end = decodeEnd(block, file.payload(block));
    return end.offset === placeOf(block).offset && end.header === header.checksum ? end : undefined;
  } catch (error) {
    if (error instanceof WavetankError && error.code.startsWith("E_RECORDING_")) return undefined;
    throw error;
  }
}
