/** What NautilusTrader's Python configuration holds when every field is given. */
export const NAUTILUS_V1 = {
  database: {
    type: "redis", host: "redis.example", port: 6_380, username: "bus", password: "s3cret", ssl: true, timeout: 15,
  },
  encoding: "msgpack",
  timestamps_as_iso8601: true,
  buffer_interval_ms: 100,
  autotrim_mins: 45,
  use_trader_prefix: true,
  use_trader_id: true,
  use_instance_id: false,
  streams_prefix: "bus",
  stream_per_topic: false,
  external_streams: ["trader-OTHER-001:stream"],
  types_filter: ["QuoteTick", "TradeTick"],
  heartbeat_interval_secs: 5,
};

/** The same of the Rust core, with what only that has. */
export const NAUTILUS_RUST = {
  database: {
    type: "redis", host: "redis.example", port: 6_380, username: null, password: "s3cret", ssl: false,
    connection_timeout: 10, response_timeout: 30, number_of_retries: 50, exponent_base: 3, max_delay: 60, factor: 5,
  },
  encoding: "json",
  encoding_market_data: "sbe",
  encoding_builtin: "msgpack",
  timestamps_as_iso8601: false,
  buffer_interval_ms: 0,
  autotrim_mins: 0,
  use_trader_prefix: true,
  use_trader_id: true,
  use_instance_id: false,
  streams_prefix: "stream",
  stream_per_topic: true,
  external_streams: null,
  types_filter: null,
  heartbeat_interval_secs: null,
};

/** What the origin design took for the configuration before it. */
export const LEGACY = {
  ...NAUTILUS_V1,
  database: { host: "redis.example", port: 6_380, database: 3, password: "s3cret", pool_size: 20 },
  heartbeat_interval: 30,
  timeout: 30,
  max_connections: 50,
};

const BUFFER = {
  max_size: 20_000, flush_interval_ms: 4, high_water_mark: 16_000, low_water_mark: 4_000, enable_compression: true,
  compression_threshold: 1_024,
};

const COMMON = {
  redis_host: "redis.example", redis_port: 6_380, redis_db: 0, redis_password: "s3cret", connection_pool_size: 20,
  connection_timeout: 5, command_timeout: 30,
  default_stream_config: {
    name: "nautilus-streams", max_length: 50_000, trim_strategy: "MAXLEN", consumer_group: "dashboard-group",
    consumer_name: "dashboard-consumer", block_timeout_ms: 500, batch_size: 50, auto_ack: true,
  },
  stream_configs: { orders: { name: "order-events", max_length: 0, auto_ack: false } },
  subscriptions: [
    { pattern: "data.*", priority: "NORMAL", buffer_config: null, filters: { venue: "BINANCE" } },
    { pattern: "risk.*", priority: "HIGH", filters: {} },
  ],
  enable_pattern_matching: true, max_concurrent_handlers: 100, enable_metrics: true, metrics_interval_ms: 5_000,
  enable_tracing: false, trace_sample_rate: 0.1, health_check_interval: 30, heartbeat_timeout: 10,
  max_consecutive_failures: 3, auto_scale_enabled: true, scale_up_threshold: 0.8, scale_down_threshold: 0.3,
  min_workers: 1, max_workers: 10,
};

/** The origin's first form, with the fields that its migration added and its configuration never had. */
export const ORIGIN_1_0 = {
  ...COMMON, buffer_config: BUFFER, legacy_buffer_size: 5_000, old_redis_url: "redis://:s3cret@redis.example:6380/0",
  stream_configs: {}, enable_health_checks: true, monitoring_interval: 5, auto_cleanup_enabled: true,
};

/** The origin's second form, every field given. */
export const ORIGIN_1_1 = {
  messagebus_version: "1.1",
  ...COMMON,
  default_buffer_config: BUFFER,
  priority_buffers: {
    CRITICAL: {
      max_size: 50_000, flush_interval_ms: 10, high_water_mark: 40_000, low_water_mark: 2_000, enable_compression: true,
      compression_threshold: 1_024,
    },
    low: { flush_interval_ms: 20 },
  },
  default_serializer: "json", compression_enabled: true, compression_level: 6,
};
