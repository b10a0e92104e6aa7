import { CLASS_NAMES, everyBuffer } from "./nautilus-rows.ts";
import {
  amount, dropped, inMillionths, inMilliseconds, inPercent, inSeconds, mapped, plain, unlessZero, type Converted,
  type MigrationRow,
} from "./migration-row.ts";
import type { JsonNode } from "../json/node.ts";

const POOL = "a client needs one connection to write and one to read, so there is no pool";
const COMPRESSION = "compression is the same for all classes";
const SUBSCRIPTIONS = "subscriptions are made in code, with MessageBus.subscribe";
const DATABASE_INDEX = "DatabaseConfig has no database index: give a stream key that is used by nobody else";

const positive = (node: JsonNode): Converted => unlessZero(amount, "0 was no bound, and this one needs one")(node);

const bufferRows = (from: string, fields: (field: string) => string[]): MigrationRow[] => [
  mapped(`${from}.max_size`, positive, ...fields("capacity")),
  mapped(`${from}.flush_interval_ms`, inMilliseconds, ...fields("flushInterval")),
  mapped(`${from}.high_water_mark`, positive, ...fields("highWater")),
  mapped(`${from}.low_water_mark`, amount, ...fields("lowWater")),
  ...(from.startsWith("priority_buffers.")
    ? dropped(COMPRESSION, `${from}.enable_compression`, `${from}.compression_threshold`)
    : [
        mapped(`${from}.enable_compression`, plain, "wire.compress"),
        mapped(`${from}.compression_threshold`, amount, "wire.compressAbove"),
      ]),
];

const STREAM_ROWS: readonly MigrationRow[] = [
  mapped("default_stream_config.name", plain, "stream"),
  mapped("default_stream_config.max_length", positive, "trim.maxLength"),
  mapped("default_stream_config.trim_strategy", plain, "trim.strategy"),
  mapped("default_stream_config.consumer_group", plain, "group"),
  mapped(
    "default_stream_config.block_timeout_ms", unlessZero(inMilliseconds, "0 waits for ever, and a read has to end"),
    "consumer.block",
  ),
  mapped("default_stream_config.batch_size", positive, "consumer.batch"),
  ...dropped(
    "a consumer is named where it is started, because each process needs its own name",
    "default_stream_config.consumer_name",
  ),
  ...dropped("an entry is acknowledged when it has been handled, always", "default_stream_config.auto_ack"),
  ...dropped("there is one stream; a bus for each of the others does the same", "stream_configs", "stream_configs.**"),
];

/** What 1.0 and 1.1 have in common. Later rows win over earlier ones. */
const SINCE_1_0: readonly MigrationRow[] = [
  ...dropped("it names the version, and the result is current", "messagebus_version"),
  mapped("redis_host", plain, "database.host"),
  mapped("redis_port", amount, "database.port"),
  mapped("redis_password", plain, "database.password"),
  ...dropped(DATABASE_INDEX, "redis_db"),
  ...dropped("a URL may hold a password: give host, port and password in the database object", "old_redis_url"),
  ...dropped(POOL, "connection_pool_size"),
  mapped("connection_timeout", amount, "database.connectionTimeout"),
  mapped("command_timeout", amount, "database.responseTimeout"),
  mapped("legacy_buffer_size", positive, ...everyBuffer("capacity")),
  ...STREAM_ROWS,
  ...dropped(SUBSCRIPTIONS, "subscriptions", "subscriptions.**", "enable_pattern_matching"),
  mapped("max_concurrent_handlers", positive, "consumer.maxConcurrent"),
  mapped("enable_metrics", plain, "metrics.enabled"),
  mapped("metrics_interval_ms", inMilliseconds, "metrics.window"),
  ...dropped("metrics are asked for, not reported in intervals", "monitoring_interval"),
  mapped("enable_tracing", plain, "tracing.enabled"),
  mapped("trace_sample_rate", inMillionths, "tracing.samplesPerMillion"),
  mapped("health_check_interval", inSeconds, "health.heartbeatInterval"),
  mapped("heartbeat_timeout", inSeconds, "health.heartbeatTimeout"),
  mapped("max_consecutive_failures", positive, "health.maxMissed"),
  ...dropped("a producer that has been started watches over its store, always", "enable_health_checks"),
  ...dropped("trimming always runs", "auto_cleanup_enabled"),
  mapped("auto_scale_enabled", plain, "workers.autoScale"),
  mapped("scale_up_threshold", inPercent, "workers.scaleUpPercent"),
  mapped("scale_down_threshold", inPercent, "workers.scaleDownPercent"),
  mapped("min_workers", positive, "workers.min"),
  mapped("max_workers", positive, "workers.max"),
  mapped("default_serializer", plain, "wire.encoding"),
  mapped("compression_enabled", plain, "wire.compress"),
  mapped("compression_level", amount, "wire.compressionLevel"),
];

export const ROWS_1_0: readonly MigrationRow[] = [
  ...SINCE_1_0,
  ...bufferRows("buffer_config", everyBuffer),
  ...dropped("it is empty", "buffer_config"),
];

export const ROWS_1_1: readonly MigrationRow[] = [
  ...SINCE_1_0,
  ...bufferRows("default_buffer_config", everyBuffer),
  ...CLASS_NAMES.flatMap((name) =>
    bufferRows(`priority_buffers.${name.toLowerCase()}`, (field) => [`buffers.${name}.${field}`]),
  ),
  ...dropped("it is empty", "default_buffer_config", "priority_buffers", "priority_buffers.*", "default_stream_config"),
];

/** What the origin's legacy form has beside NautilusTrader's fields. */
export const LEGACY_ROWS: readonly MigrationRow[] = [
  ...dropped("it names the version, and the result is current", "messagebus_version"),
  ...dropped(POOL, "database.pool_size", "max_connections"),
  ...dropped(DATABASE_INDEX, "database.database"),
  mapped("heartbeat_interval", inSeconds, "health.heartbeatInterval"),
  ...dropped("it is empty", "database"),
  mapped("timeout", amount, "database.responseTimeout"),
];
