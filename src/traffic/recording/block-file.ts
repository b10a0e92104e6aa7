import { crc32 } from "node:zlib";
import type { ByteSource } from "../record.ts";
import { inflate } from "./compression.ts";
import { damaged, truncated, type Place } from "./failure.ts";
import { decodePrelude, PRELUDE_LENGTH, type Prelude } from "./prelude.ts";

/** A block and where it is. */
export interface Block extends Prelude {
  readonly file: string;
  readonly offset: number;
  /** Of the first byte after it. */
  readonly end: number;
}

export const placeOf = (block: Block): Place => ({ name: block.file, offset: block.offset });

/** A recording as blocks at offsets, each checked by itself. Whether they follow one another is for BlockWalk. */
export class BlockFile {
  readonly source: ByteSource;
  readonly #prelude = new Uint8Array(PRELUDE_LENGTH);

  constructor(source: ByteSource) {
    this.source = source;
  }

  /**
   * The block whose prelude starts at `offset`, or undefined where the file ends.
   *
   * @throws {WavetankError} E_RECORDING_TRUNCATED, E_RECORDING_DAMAGED, E_RECORDING_CONTENT
   */
  blockAt(offset: number): Block | undefined {
    const { name, size } = this.source;
    if (offset === size) return undefined;
    const place: Place = { name, offset };
    if (size - offset < PRELUDE_LENGTH || this.source.read(offset, this.#prelude) < PRELUDE_LENGTH) {
      throw truncated(place, `it ends ${size - offset} bytes into a block's prelude`, `${PRELUDE_LENGTH} bytes`);
    }
    const prelude = decodePrelude(this.#prelude, place);
    const end = offset + PRELUDE_LENGTH + prelude.storedBytes;
    if (end > size) {
      throw truncated(place, `it ends ${end - size} bytes before a ${prelude.kind} block does`,
        `a size of ${end} bytes`);
    }
    return { ...prelude, file: name, offset, end };
  }

  /**
   * The inflated payload, in memory of its own.
   *
   * @throws {WavetankError} E_RECORDING_DAMAGED, E_RECORDING_CONTENT, E_RECORDING_TRUNCATED
   */
  payload(block: Block): Uint8Array {
    const stored = new Uint8Array(block.storedBytes);
    const length = this.source.read(block.offset + PRELUDE_LENGTH, stored);
    if (length < stored.length) {
      throw truncated(placeOf(block), `only ${length} bytes of a payload could be read`, `${stored.length} bytes`);
    }
    if (crc32(stored) !== block.payloadChecksum) {
      throw damaged(placeOf(block), `the checksum of a ${block.kind} block's payload is wrong`,
        "the checksum in its prelude");
    }
    return block.deflated ? inflate(stored, block.rawBytes, placeOf(block)) : stored;
  }
}
