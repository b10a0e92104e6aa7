import type { Duration } from "../../kernel/time.ts";
import type { WriteMode } from "../store.ts";
import type { TimestampStyle } from "../wire/json-payloads.ts";
import type { Layout } from "../wire/layout.ts";
import type { PayloadEncoding } from "../wire/payload-codec.ts";

/** How messages become entries of the stream: docs/wire.md. */
export interface WireConfig {
  readonly layout: Layout;
  readonly mode: WriteMode;
  /** The server keeps the producer's epoch and place. */
  readonly fenced: boolean;
  /** Of values that the client encodes; payloads that come as bytes say their own. */
  readonly encoding: PayloadEncoding;
  readonly timestamps: TimestampStyle;
  readonly compress: boolean;
  /** Bytes up to which a payload is left alone. */
  readonly compressAbove: number;
  readonly compressionLevel: number;
}

/** How a producer finds out that the store is gone although nothing is written. */
export interface HealthConfig {
  /** A store that has not been heard of for so long is asked. */
  readonly heartbeatInterval: Duration;
  /** How long it has to answer. */
  readonly heartbeatTimeout: Duration;
  /** Questions in a row without an answer after which the store is down. */
  readonly maxMissed: number;
}

/** Which messages are followed from their publication to their handler. */
export interface TracingConfig {
  readonly enabled: boolean;
  readonly samplesPerMillion: number;
  /** Producers and consumers with the same seed follow the same messages. */
  readonly seed: number;
}

export interface MetricsConfig {
  readonly enabled: boolean;
  /** The span that rates and latencies are told of. */
  readonly window: Duration;
}
