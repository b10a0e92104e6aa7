import { minutes, ms, sec } from "../../kernel/time.ts";
import type { GroupField } from "./field.ts";
import type { HealthConfig, MetricsConfig, TracingConfig, WireConfig } from "./producer-config.ts";

/** What a payload may become when it is decompressed, so what may be compressed. */
const MOST_PAYLOAD_BYTES = 64 * 1_024 * 1_024;

/** The origin design's codec, threshold and level; it named them and did nothing with them. */
export const WIRE_FIELDS: GroupField<WireConfig> = {
  kind: "group", optional: false, doc: "How messages get into the stream.",
  fields: {
    layout: {
      kind: "choice", default: "enhanced", doc: "What an entry looks like. Readers take all of them, mixed.",
      meanings: {
        "nautilus-v1": "as NautilusTrader's Python bus writes", "nautilus-rust": "as its Rust bus writes",
        enhanced: "as the Rust bus, with origin and key", packed: "many messages an entry",
      },
    },
    mode: {
      kind: "choice", default: "pipeline", doc: "How a batch is sent.",
      meanings: { pipeline: "a command an entry", script: "one call, which is applied in full or not at all" },
    },
    fenced: {
      kind: "flag", default: false,
      doc: "The server keeps the producer's epoch and place: an earlier life of it is refused, and what is sent again is not appended again. One call a batch.",
    },
    encoding: {
      kind: "choice", default: "msgpack", doc: "Codec of the values that the client encodes.",
      meanings: { msgpack: "MessagePack", json: "JSON text" },
    },
    timestamps: {
      kind: "choice", default: "string", doc: "How timestamps stand in JSON.",
      meanings: {
        integer: "numbers, as the Rust bus", string: "digits in quotes, as the Python bus", iso8601: "ISO 8601",
      },
    },
    compress: {
      kind: "flag", default: false, doc: "Payloads above compressAbove are compressed if that makes them smaller.",
    },
    compressAbove: {
      kind: "integer", default: 1_024, min: 0, max: MOST_PAYLOAD_BYTES, unit: "bytes",
      doc: "Payloads of up to so many bytes are left alone.",
    },
    compressionLevel: { kind: "integer", default: 6, min: 1, max: 9, unit: "(fast to small)", doc: "How hard to try." },
  },
};

export const HEALTH_FIELDS: GroupField<HealthConfig> = {
  kind: "group", optional: false,
  doc: "When a producer says that its store is down: maxMissed × heartbeatIntervalMs + heartbeatTimeoutMs after it was last heard of, at the latest.",
  fields: {
    heartbeatInterval: {
      kind: "duration", default: sec(30), min: ms(1), max: minutes(60),
      doc: "A store that has not been heard of for so long is asked whether it is there.",
    },
    heartbeatTimeout: {
      kind: "duration", default: sec(10), min: ms(1), max: minutes(60),
      doc: "How long it has to answer. Up to the interval.",
    },
    maxMissed: {
      kind: "integer", default: 3, min: 1, max: 1_000, unit: "heartbeats",
      doc: "Heartbeats missed in a row after which the store is down.",
    },
  },
};

export const TRACING_FIELDS: GroupField<TracingConfig> = {
  kind: "group", optional: false, doc: "Which messages are followed from their publication to their handler.",
  fields: {
    enabled: { kind: "flag", default: false, doc: "Whether any are." },
    samplesPerMillion: {
      kind: "integer", default: 100_000, min: 0, max: 1_000_000, unit: "messages in a million",
      doc: "How many, to the message: of every stretch of messages that holds one sample on average, exactly one is followed.",
    },
    seed: {
      kind: "integer", default: 0, min: 0, max: 4_294_967_295, unit: "(any number)",
      doc: "Which of a stretch it is. Producers and consumers with the same seed follow the same messages.",
    },
  },
};

export const METRICS_FIELDS: GroupField<MetricsConfig> = {
  kind: "group", optional: false, doc: "What a producer counts of itself.",
  fields: {
    enabled: { kind: "flag", default: true, doc: "Whether it does." },
    window: {
      kind: "duration", default: sec(5), min: ms(100), max: minutes(60),
      doc: "The span that rates and latencies are told of. It moves on in tenths.",
    },
  },
};
