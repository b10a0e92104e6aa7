import { crc32 } from "node:zlib";
import { WavetankError } from "../../kernel/error.ts";
import { formatInstant, type Instant } from "../../kernel/time.ts";
import type { ByteSink, RecordingHeader, TrafficRecord } from "../record.ts";
import { deflate } from "./compression.ts";
import type { Continuation } from "./continuation.ts";
import { DataBlockBuilder } from "./data-block-builder.ts";
import { encodeEnd, END_BYTES } from "./end-block.ts";
import { encodeHeader } from "./header-block.ts";
import { encodeIndex, INDEX_ENTRY_BYTES, INDEX_HEAD_BYTES, type IndexEntry } from "./index-block.ts";
import { encodeLead, leadChecksum, LEAD_LENGTH } from "./lead.ts";
import { BLOCK_TARGET, LIMITS } from "./limits.ts";
import { encodePrelude, PRELUDE_LENGTH, type BlockKind, type Prelude } from "./prelude.ts";
import { checkHeader, checkRecord } from "./record-check.ts";

interface Payload {
  readonly kind: BlockKind;
  readonly raw: Uint8Array;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * Writes a recording, block by block, never going back. The same header and records give the same bytes on every
 * machine, as long as `flush` is called at the same places. Holds one block and at most 1,024 index entries.
 */
export class RecordingWriter {
  readonly #sink: ByteSink;
  readonly #sourceCount: number;
  readonly #builder = new DataBlockBuilder();
  readonly #headerChecksum: number;
  #state: "open" | "broken" | "finished" = "open";
  #offset: number;
  #sequence = 0;
  #previous: number;
  #last: Instant | undefined;
  #unindexed: IndexEntry[] = [];
  #lastIndex = 0;
  readonly #totals: { blocks: number; records: number; rawBytes: number };
  #covered: { readonly first: Instant; last: Instant } | undefined;

  /**
   * `from`: the sink holds a recording with this header already, up to the offset that `from` says; it is gone on with.
   *
   * @throws {WavetankError} E_RECORDING_HEADER; what the sink throws.
   */
  constructor(sink: ByteSink, header: RecordingHeader, from?: Continuation) {
    checkHeader(header, sink.name);
    const raw = encodeHeader(header);
    if (raw.length > LIMITS.headerBytes) {
      throw new WavetankError("E_RECORDING_HEADER", `a recording cannot have a header of ${raw.length} bytes`, {
        where: sink.name,
        expected: `at most ${LIMITS.headerBytes} bytes, with all configurations`,
      });
    }
    this.#sink = sink;
    this.#sourceCount = header.sources.length;
    if (from !== undefined) {
      this.#offset = from.offset;
      this.#sequence = from.sequence;
      this.#previous = from.checksum;
      this.#headerChecksum = from.headerChecksum;
      this.#last = from.last;
      this.#unindexed = [...from.unindexed];
      this.#lastIndex = from.lastIndex;
      this.#totals = { ...from.totals };
      this.#covered =
        from.first === undefined || from.last === undefined ? undefined : { first: from.first, last: from.last };
      return;
    }
    this.#totals = { blocks: 0, records: 0, rawBytes: 0 };
    const lead = encodeLead();
    this.#write(lead);
    this.#offset = LEAD_LENGTH;
    this.#previous = leadChecksum(lead);
    const written = this.#writeBlock({ kind: "header", raw, count: this.#sourceCount, first: 0, last: 0 });
    this.#headerChecksum = written.checksum;
  }

  /**
   * Adds a record and copies its bytes. They reach the sink when the block is full: see `flush`. After the first two
   * errors the writer is as it was before.
   *
   * @throws {WavetankError} E_RECORDING_RECORD - the record would not come back as it is; E_RECORDING_ORDER - it is
   * before the last one; E_RECORDING_CLOSED; what the sink throws, which ends the writer.
   */
  append(record: TrafficRecord): void {
    this.#expectOpen("append");
    checkRecord(record, this.#sourceCount, this.#sink.name);
    if (this.#last !== undefined && record.at < this.#last) {
      throw new WavetankError("E_RECORDING_ORDER", `a ${record.kind} at ${formatInstant(record.at)} s comes too late`, {
        where: this.#sink.name,
        expected: `${formatInstant(this.#last)} s or later: records are in the order of time`,
        hint: "sort or merge the capture by receive time first",
      });
    }
    if (this.#builder.count > 0 && !Number.isSafeInteger(record.at - (this.#last ?? 0))) this.#writeData();
    const bodyBytes = "bytes" in record ? record.bytes.length : 0;
    if (this.#builder.count > 0 && this.#builder.rawBytes + bodyBytes > BLOCK_TARGET.bytes) this.#writeData();
    this.#builder.add(record);
    this.#last = record.at;
    if (this.#builder.count >= BLOCK_TARGET.records || this.#builder.rawBytes >= BLOCK_TARGET.bytes) this.#writeData();
  }

  /**
   * Ends the block, so that all records are with the sink and survive the end of this process. Costs compression when
   * called often: a recorder should call it by time, not by record.
   *
   * @throws {WavetankError} E_RECORDING_CLOSED; what the sink throws.
   */
  flush(): void {
    this.#expectOpen("flush");
    this.#writeData();
  }

  /**
   * Writes what is left, the index and the end. Nothing can be added after it.
   *
   * @throws {WavetankError} E_RECORDING_CLOSED; what the sink throws.
   */
  finish(): void {
    this.#expectOpen("finish");
    this.#writeData();
    this.#writeIndex();
    const { first, last } = this.#covered ?? { first: 0, last: 0 };
    const raw = encodeEnd({
      offset: this.#offset,
      lastIndex: this.#lastIndex,
      header: this.#headerChecksum,
      ...this.#totals,
    });
    this.#writeBlock({ kind: "end", raw, count: 0, first, last });
    this.#state = "finished";
  }

  #writeData(): void {
    if (this.#builder.count === 0) return;
    const block = this.#builder.take();
    const offset = this.#offset;
    const { first, last, count, checksum } = this.#writeBlock({ kind: "data", ...block });
    this.#unindexed.push({ offset, first, last, count, checksum });
    this.#totals.blocks += 1;
    this.#totals.records += count;
    this.#totals.rawBytes += block.raw.length;
    if (this.#covered === undefined) this.#covered = { first, last };
    else this.#covered.last = last;
    if (this.#unindexed.length === LIMITS.indexEntries) this.#writeIndex();
  }

  #writeIndex(): void {
    const first = this.#unindexed[0];
    const last = this.#unindexed.at(-1);
    if (first === undefined || last === undefined) return;
    const raw = encodeIndex({ previousIndex: this.#lastIndex, entries: this.#unindexed });
    this.#lastIndex = this.#offset;
    this.#writeBlock({ kind: "index", raw, count: this.#unindexed.length, first: first.first, last: last.last });
    this.#unindexed = [];
  }

  #writeBlock({ kind, raw, count, first, last }: Payload): Prelude {
    const deflated = kind === "header" || kind === "data" ? deflate(raw) : raw;
    const stored = deflated.length < raw.length ? deflated : raw;
    const block = new Uint8Array(PRELUDE_LENGTH + stored.length);
    block.set(stored, PRELUDE_LENGTH);
    const prelude = encodePrelude({
      kind,
      deflated: stored !== raw,
      sequence: this.#sequence,
      storedBytes: stored.length,
      rawBytes: raw.length,
      count,
      first,
      last,
      previous: this.#previous,
      payloadChecksum: crc32(stored),
    }, block);
    this.#write(block);
    this.#offset += block.length;
    this.#sequence += 1;
    this.#previous = prelude.checksum;
    return prelude;
  }

  /** After a failure nobody knows how much of the bytes the sink took: going on would write a damaged file. */
  #write(bytes: Uint8Array): void {
    this.#state = "broken";
    this.#sink.write(bytes);
    this.#state = "open";
  }

  /** Bytes of the file when it is finished; before, at most: with what is not written yet, uncompressed. */
  get sizeIfFinished(): number {
    if (this.#state === "finished") return this.#offset;
    const blocks = this.#unindexed.length + 1;
    return (
      this.#offset +
      this.#builder.rawBytes +
      4 * PRELUDE_LENGTH +
      INDEX_HEAD_BYTES +
      blocks * INDEX_ENTRY_BYTES +
      END_BYTES
    );
  }

  #expectOpen(call: string): void {
    if (this.#state === "open") return;
    const found = this.#state === "finished" ? "is finished" : "failed before";
    throw new WavetankError("E_RECORDING_CLOSED", `cannot ${call}: the recording ${found}`, {
      where: this.#sink.name,
      expected: "a writer that is open",
    });
  }
}
