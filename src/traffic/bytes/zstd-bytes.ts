import { Decompress } from "fzstd";
import { WavetankError } from "../../kernel/error.ts";
import type { ByteSource } from "../record.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { ByteStream } from "./byte-stream.ts";
import { asError, corrupt, truncated } from "./damage.ts";
import { Xxh64 } from "./xxh64.ts";
import {
  isSkippableMagic, plainZstdHeader, readZstdFrameHeader, ZSTD_BLOCK_BYTES_MAX, ZSTD_HEADER_BYTES_MAX, ZSTD_MAGIC,
  type ZstdFrameHeader,
} from "./zstd-frame.ts";

/** The zstd command line refuses more without `--long`, and no capture needs more. */
export const ZSTD_WINDOW_BYTES_MAX = 128 * 1024 * 1024;

const RLE_BLOCK = 1;
const COMPRESSED_BLOCK = 2;
const RESERVED_BLOCK = 3;

/** One frame being decoded. */
interface OpenFrame {
  readonly header: ZstdFrameHeader;
  readonly decoder: Decompress;
  readonly checksum: Xxh64;
  produced: number;
  /** Its last block was decoded: what is left is to check it. */
  isComplete: boolean;
}

/**
 * A Zstandard input, one frame or several. The frames are walked here (RFC 8878): windows, block sizes, content sizes
 * and checksums are verified, and fzstd gets one block at a time, so that a call never makes more than 128 KiB
 * however well the input is packed.
 */
export class ZstdBytes implements ByteStream {
  readonly name: string;
  readonly #cursor: ByteCursor;
  #frame: OpenFrame | undefined;
  #produced: Uint8Array | undefined;
  #failure: Error | undefined;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.#cursor = new ByteCursor(source);
  }

  next(): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      for (;;) {
        if (this.#frame?.isComplete === true) this.#closeFrame(this.#frame);
        if (this.#frame === undefined && !this.#openFrame()) return undefined;
        const chunk = this.#decodeBlock();
        if (chunk.length > 0) return chunk;
      }
    } catch (caught) {
      this.#failure = asError(caught);
      throw this.#failure;
    }
  }

  /** Steps over skippable frames. @returns false at the end of the input. */
  #openFrame(): boolean {
    for (;;) {
      if (this.#cursor.remaining === 0) return false;
      const start = this.#takeAll(4, "in a frame's magic number");
      const magic = new DataView(start.buffer).getUint32(0, true);
      if (magic === ZSTD_MAGIC) {
        this.#frame = this.#startFrame(this.#readHeader(start));
        return true;
      }
      if (!isSkippableMagic(magic)) throw this.#corrupt(`0x${magic.toString(16)} does not start a Zstandard frame`);
      const size = new DataView(this.#takeAll(4, "in a skippable frame").buffer).getUint32(0, true);
      if (this.#cursor.skip(size) < size) throw this.#truncated("in a skippable frame");
    }
  }

  /** Byte by byte, since only the header itself says how long it is. */
  #readHeader(magic: Uint8Array): ZstdFrameHeader {
    const bytes = new Uint8Array(ZSTD_HEADER_BYTES_MAX);
    bytes.set(magic);
    for (let length = magic.length; ; length++) {
      const header = readZstdFrameHeader(bytes.subarray(0, length));
      if (header === "reserved") throw this.#corrupt("a reserved bit of a frame header is set");
      if (header !== undefined) return header;
      bytes.set(this.#takeAll(1, "in a frame header"), length);
    }
  }

  #startFrame(header: ZstdFrameHeader): OpenFrame {
    if (header.windowBytes > ZSTD_WINDOW_BYTES_MAX) {
      throw new WavetankError("E_CAPTURE_CORRUPT", `${this.name} asks for a window of ${header.windowBytes} bytes`, {
        where: `${this.name}, byte ${this.#cursor.offset - header.headerBytes}`,
        expected: `at most ${ZSTD_WINDOW_BYTES_MAX} bytes, as zstd itself allows without --long`,
        hint: "decompress it with zstd --long=31 and compress the result again",
      });
    }
    if (header.dictionary !== 0) {
      throw new WavetankError("E_CAPTURE_FORMAT", `${this.name} needs zstd dictionary ${header.dictionary}`, {
        where: this.name,
        expected: "a capture compressed without a dictionary",
        hint: "decompress it with zstd -d -D DICTIONARY first",
      });
    }
    const decoder = new Decompress((chunk) => (this.#produced = chunk));
    decoder.push(plainZstdHeader(Math.min(header.windowBytes, header.contentBytes ?? header.windowBytes)));
    return { header, decoder, checksum: new Xxh64(), produced: 0, isComplete: false };
  }

  /** Decodes the next block of the open frame. */
  #decodeBlock(): Uint8Array {
    const frame = this.#frame as OpenFrame; // next() opened one
    const head = this.#takeAll(3, "in a block header");
    const bits = (head[0] ?? 0) | ((head[1] ?? 0) << 8) | ((head[2] ?? 0) << 16);
    const isLast = (bits & 1) === 1;
    const type = (bits >> 1) & 3;
    const size = bits >> 3;
    if (type === RESERVED_BLOCK) throw this.#corrupt("a block has the reserved type");
    const sizeMax = Math.min(ZSTD_BLOCK_BYTES_MAX, frame.header.windowBytes);
    if (size > sizeMax) throw this.#corrupt(`a block claims ${size} bytes, ${sizeMax} are allowed`);

    const body = this.#takeAll(type === RLE_BLOCK ? 1 : size, "in a block");
    const chunk = size === 0 && type !== COMPRESSED_BLOCK ? body.subarray(0, 0) : this.#push(frame, head, body);
    frame.produced += chunk.length;
    if (frame.header.hasChecksum) frame.checksum.update(chunk);
    frame.isComplete = isLast;
    return chunk;
  }

  /**
   * fzstd keeps every piece of input that it leaves unread, even an empty one, and with it the memory behind it. Fed a
   * block in two pieces that it must join, it keeps none. It also waits for 18 bytes before it starts: the 14 of the
   * header, 3 and at least 1 here.
   */
  #push(frame: OpenFrame, head: Uint8Array, body: Uint8Array): Uint8Array {
    this.#produced = undefined;
    try {
      frame.decoder.push(head);
      frame.decoder.push(body);
    } catch (cause) {
      throw this.#corrupt("its data is invalid", cause);
    }
    if (this.#produced === undefined) throw this.#corrupt("a block does not decode");
    return this.#produced;
  }

  #closeFrame(frame: OpenFrame): void {
    const { contentBytes, hasChecksum } = frame.header;
    this.#frame = undefined;
    if (contentBytes !== undefined && contentBytes !== frame.produced) {
      throw this.#corrupt(`a frame holds ${frame.produced} bytes and announced ${contentBytes}`);
    }
    if (!hasChecksum) return;
    const expected = new DataView(this.#takeAll(4, "in a content checksum").buffer).getUint32(0, true);
    if (expected !== frame.checksum.low32()) throw this.#corrupt("the content checksum of a frame differs");
  }

  #takeAll(count: number, where: string): Uint8Array {
    const bytes = this.#cursor.take(count);
    if (bytes.length < count) throw this.#truncated(where);
    return bytes;
  }

  #truncated(where: string): WavetankError {
    return truncated(this.name, this.#cursor.offset, `its Zstandard data ends ${where}`);
  }

  #corrupt(what: string, cause?: unknown): WavetankError {
    return corrupt(this.name, this.#cursor.offset, what, cause);
  }
}
