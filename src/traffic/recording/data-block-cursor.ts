import type { Instant } from "../../kernel/time.ts";
import type { FrameSlot, TrafficRecord } from "../record.ts";
import { illegal } from "./failure.ts";
import { LIMITS } from "./limits.ts";
import { MsgpackWalker } from "./msgpack-walker.ts";
import { placeOf, type Block } from "./block-file.ts";
import { ROW } from "./row.ts";

interface Channel {
  readonly source: number;
  readonly connection: string;
}

/**
 * The records of one data block, decoded as they are asked for. Every field is checked: the payload's checksum says
 * only that the bytes are as they were written, not who wrote them.
 */
export class DataBlockCursor {
  readonly #block: Block;
  readonly #raw: Uint8Array;
  readonly #sourceCount: number;
  readonly #walker: MsgpackWalker;
  readonly #channels: readonly Channel[];
  #left: number;
  #at: Instant;

  /** @throws {WavetankError} E_RECORDING_CONTENT - the table of channels is not legal. */
  constructor(block: Block, raw: Uint8Array, sourceCount: number) {
    this.#block = block;
    this.#raw = raw;
    this.#sourceCount = sourceCount;
    this.#walker = new MsgpackWalker(raw, (position, found, expected) => this.#refuse(position, found, expected));
    this.#left = block.count;
    this.#at = block.first;
    this.#channels = this.#readChannels();
  }

  /** @throws {WavetankError} E_RECORDING_CONTENT */
  next(): TrafficRecord | undefined {
    return this.#next(undefined) as TrafficRecord | undefined;
  }

  /** As `next`, but a frame comes in `slot`. @throws {WavetankError} E_RECORDING_CONTENT */
  nextInto(slot: FrameSlot): TrafficRecord | FrameSlot | undefined {
    return this.#next(slot);
  }

  #next(slot: FrameSlot | undefined): TrafficRecord | FrameSlot | undefined {
    if (this.#left === 0) return undefined;
    const walker = this.#walker;
    const start = walker.position;
    const fields = walker.array("a row");
    const kind = walker.natural("the kind of a row");
    if (fields !== (kind === ROW.rest ? 5 : 4)) this.#refuse(start, `a row of ${fields} fields`, "4, or 5 for REST");
    const first = this.#left === this.#block.count;
    const at = this.#at + walker.natural("nanoseconds since the row before");
    if (at > this.#block.last || (first && at !== this.#block.first)) {
      this.#refuse(start, `a record at ${at} ns`, `${this.#block.first} at first, then up to ${this.#block.last} ns`);
    }

    const isFrame = kind === ROW.textFrame || kind === ROW.binaryFrame;
    const record = isFrame && slot !== undefined ? this.#readFrame(kind, at, slot) : this.#readRecord(start, kind, at);
    this.#at = at;
    this.#left -= 1;
    if (this.#left === 0) this.#checkEnd();
    return record;
  }

  /** Passes over the records before `at`. */
  skipBefore(at: Instant): void {
    while (this.#left > 0) {
      const position = this.#walker.position;
      const previous = this.#at;
      const record = this.next();
      if (record === undefined || record.at < at) continue;
      this.#walker.rewind(position);
      this.#at = previous;
      this.#left += 1;
      return;
    }
  }

  #readFrame(kind: number, at: number, slot: FrameSlot): FrameSlot {
    const { source, connection } = this.#readChannel();
    const length = this.#walker.skipBin(LIMITS.bodyBytes, "a frame");
    slot.at = at;
    slot.source = source;
    slot.connection = connection;
    slot.bytes = this.#raw;
    slot.to = this.#walker.position;
    slot.from = slot.to - length;
    slot.binary = kind === ROW.binaryFrame;
    return slot;
  }

  #readRecord(start: number, kind: number, at: Instant): TrafficRecord {
    const walker = this.#walker;
    if (kind === ROW.rest) {
      const source = this.#readSource();
      const url = walker.text(LIMITS.textBytes, "a URL");
      return { kind: "rest", at, source, url, bytes: walker.bin(LIMITS.bodyBytes, "a body") };
    }
    const { source, connection } = this.#readChannel();
    switch (kind) {
      case ROW.textFrame:
        return { kind: "frame", at, source, connection, bytes: walker.bin(LIMITS.bodyBytes, "a frame"), binary: false };
      case ROW.binaryFrame:
        return { kind: "frame", at, source, connection, bytes: walker.bin(LIMITS.bodyBytes, "a frame"), binary: true };
      case ROW.connect:
        return { kind: "connect", at, source, connection, address: walker.text(LIMITS.textBytes, "an address") };
      case ROW.disconnect:
        return { kind: "disconnect", at, source, connection, reason: walker.text(LIMITS.textBytes, "a reason") };
      case ROW.send:
        return { kind: "send", at, source, connection, bytes: walker.bin(LIMITS.bodyBytes, "a sent frame") };
      default:
        return this.#refuse(start, `a row of kind ${kind}`, "kinds 0 to 5");
    }
  }

  #readChannels(): readonly Channel[] {
    const walker = this.#walker;
    const length = walker.array("the table of channels");
    if (length > this.#block.count) {
      this.#refuse(0, `${length} channels for ${this.#block.count} records`, "at most one channel a record");
    }
    const channels: Channel[] = [];
    while (channels.length < length) {
      const start = walker.position;
      if (walker.array("a channel") !== 2) this.#refuse(start, "a channel of another length", "a source and a name");
      const source = this.#readSource();
      channels.push({ source, connection: walker.text(LIMITS.nameBytes, "a connection's name") });
    }
    return channels;
  }

  #readSource(): number {
    const start = this.#walker.position;
    const source = this.#walker.natural("a source");
    if (source < this.#sourceCount) return source;
    return this.#refuse(start, `source ${source}`, `one of the header's ${this.#sourceCount} sources, counted from 0`);
  }

  #readChannel(): Channel {
    const start = this.#walker.position;
    const index = this.#walker.natural("a channel");
    const channel = this.#channels[index];
    if (channel !== undefined) return channel;
    return this.#refuse(start, `channel ${index}`, `one of the block's ${this.#channels.length}, counted from 0`);
  }

  #checkEnd(): void {
    if (!this.#walker.atEnd) {
      this.#refuse(this.#walker.position, "bytes after the last record", "the end of the payload");
    }
    if (this.#at !== this.#block.last) {
      this.#refuse(this.#walker.position, `a last record at ${this.#at} ns`, `the block's ${this.#block.last} ns`);
    }
  }

  #refuse(position: number, found: string, expected: string): never {
    throw illegal(placeOf(this.#block), `${found}, at byte ${position} of the block's payload`, expected);
  }
}
