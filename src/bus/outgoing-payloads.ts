import type { WireConfig } from "./config/producer-config.ts";
import type { Publication } from "./message.ts";
import { compress, COMPRESSED, type CompressionLevel } from "./wire/compression.ts";
import { PayloadCodec, type EncodedPayload } from "./wire/payload-codec.ts";

const DEFAULT_ENCODING = "msgpack";

/** Payloads on their way out, as the configuration says: encoded if they are values, compressed if it pays. */
export class OutgoingPayloads {
  readonly #codec: PayloadCodec;
  readonly #compression: { readonly above: number; readonly level: CompressionLevel } | undefined;

  constructor({ encoding, timestamps, compress: isOn, compressAbove, compressionLevel }: WireConfig) {
    this.#codec = new PayloadCodec({ encoding, json: { timestamps } });
    this.#compression = isOn ? { above: compressAbove, level: compressionLevel as CompressionLevel } : undefined;
  }

  /** @throws {TypeError} the codec has no form for the value. */
  encode(value: unknown): EncodedPayload {
    return this.#codec.encode(value);
  }

  /** The publication, with a smaller payload if it is large enough, not compressed yet, and becomes smaller. */
  prepared(publication: Publication): Publication {
    if (this.#compression === undefined || publication.payload.length <= this.#compression.above) return publication;
    const { payload, encoding = DEFAULT_ENCODING } = publication;
    if (encoding.endsWith(COMPRESSED)) return publication;
    const smaller = compress(payload, this.#compression);
    return smaller === undefined ? publication : { ...publication, payload: smaller, encoding: encoding + COMPRESSED };
  }
}
