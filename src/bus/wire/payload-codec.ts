import { Buffer } from "node:buffer";
import { Packr } from "msgpackr";
import { WavetankError } from "../../kernel/error.ts";
import { compress, COMPRESSED, decompress, type CompressionOptions } from "./compression.ts";
import { JsonPayloads, type JsonOptions } from "./json-payloads.ts";
import { checkMessagePack } from "./message-pack-check.ts";

export type PayloadEncoding = "msgpack" | "json";

export interface PayloadCodecOptions {
  readonly encoding: PayloadEncoding;
  readonly json?: JsonOptions;
  /** None: payloads are sent as they are. */
  readonly compression?: CompressionOptions;
}

/** A payload and the name of how to read it. */
export interface EncodedPayload {
  readonly payload: Uint8Array;
  /** `msgpack` or `json`, with `+deflate` when compressed. */
  readonly encoding: string;
}

/** Values to payloads and back. A bigint is an integer of 64 bits in MessagePack, and such an integer a bigint. */
export class PayloadCodec {
  readonly #options: PayloadCodecOptions;
  readonly #json: JsonPayloads;
  /** No records: they need a memory that both sides share. */
  readonly #packr = new Packr({ useRecords: false });

  constructor(options: PayloadCodecOptions) {
    this.#options = options;
    this.#json = new JsonPayloads(options.json);
  }

  encode(value: unknown): EncodedPayload {
    const { encoding, compression } = this.#options;
    const payload = encoding === "json" ? this.#json.encode(value) : this.#packr.pack(value);
    const smaller = compression === undefined ? undefined : compress(payload, compression);
    return smaller === undefined ? { payload, encoding } : { payload: smaller, encoding: encoding + COMPRESSED };
  }

  /**
   * Takes both encodings, compressed or not, whatever this codec writes. What claims to be JSON but is MessagePack is
   * read as such: NautilusTrader's Python bus calls everything JSON.
   *
   * @throws {WavetankError} E_PAYLOAD - an unknown encoding, or a payload that is not of it.
   */
  decode(payload: Uint8Array, encoding: string): unknown {
    const isCompressed = encoding.endsWith(COMPRESSED);
    const name = isCompressed ? encoding.slice(0, -COMPRESSED.length) : encoding;
    if (name !== "json" && name !== "msgpack") throw unreadable(`the encoding "${encoding.slice(0, 80)}"`);
    try {
      const bytes = isCompressed ? decompress(payload) : payload;
      if (name === "json" && !isMessagePackMap(bytes)) return this.#json.decode(bytes);
      checkMessagePack(bytes);
      return this.#packr.unpack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch (error) {
      throw unreadable(`${encoding}: ${(error as Error).message}`, error);
    }
  }
}

/** No JSON text begins with such a byte: it would be no UTF-8 either. */
const isMessagePackMap = ({ 0: first = 0 }: Uint8Array): boolean =>
  (first & 0xf0) === 0x80 || first === 0xde || first === 0xdf;

const unreadable = (found: string, cause?: unknown): WavetankError =>
  new WavetankError(
    "E_PAYLOAD", `a payload that cannot be read: ${found}`, { expected: "json or msgpack, with or without +deflate" },
    cause,
  );
