import { DEFAULT_MESSAGE_BUS_CONFIG } from "../message-bus-config.ts";
import { PRIORITIES, priorityName } from "../../priority.ts";
import { baseStreamKey, type BusIdentity } from "../stream-key.ts";
import {
  amount, dropped, inMilliseconds, inMinutes, mapped, plain, texts, unlessZero, type MigrationRow,
} from "./migration-row.ts";
import type { SourceField } from "./source-field.ts";

export const CLASS_NAMES: readonly string[] = PRIORITIES.map(priorityName);

/** One target in each class's buffer. */
export const everyBuffer = (field: string): string[] => CLASS_NAMES.map((name) => `buffers.${name}.${field}`);

const DATABASE_ROWS: readonly MigrationRow[] = [
  mapped("database.type", plain, "database.type"),
  mapped("database.host", plain, "database.host"),
  mapped("database.port", amount, "database.port"),
  mapped("database.username", plain, "database.username"),
  mapped("database.password", plain, "database.password"),
  mapped("database.ssl", plain, "database.ssl"),
  mapped("database.timeout", amount, "database.connectionTimeout"),
  mapped("database.connection_timeout", amount, "database.connectionTimeout"),
  mapped("database.response_timeout", amount, "database.responseTimeout"),
  mapped("database.number_of_retries", amount, "database.numberOfRetries"),
  mapped("database.exponent_base", amount, "database.exponentBase"),
  mapped("database.max_delay", amount, "database.maxDelay"),
  mapped("database.factor", amount, "database.factor"),
];

const NEVER_TRIMS = "0 never trims, and a stream of this bus always has a bound";

const OTHER_ROWS: readonly MigrationRow[] = [
  mapped("buffer_interval_ms", inMilliseconds, ...everyBuffer("flushInterval")),
  {
    from: "autotrim_mins",
    to: [
      {
        field: "trim.strategy",
        convert: unlessZero((node) => ("value" in amount(node) ? { value: "MINID" } : amount(node)), NEVER_TRIMS),
      },
      { field: "trim.retention", convert: unlessZero(inMinutes, NEVER_TRIMS) },
    ],
  },
  mapped("encoding", plain, "wire.encoding"),
  ...dropped(
    "one encoding is for all values; payloads that come as bytes say their own", "encoding_market_data",
    "encoding_builtin",
  ),
  mapped(
    "timestamps_as_iso8601",
    (node) => (node.type === "boolean" ? { value: node.value === true ? "iso8601" : "string" } : plain(node)),
    "wire.timestamps",
  ),
  ...dropped("streams of others are named where they are read, not in this configuration", "external_streams"),
  mapped("types_filter", texts, "typesFilter"),
  ...dropped("there is no heartbeat in this configuration", "heartbeat_interval_secs"),
];

const KEY_FIELDS = ["use_trader_prefix", "use_trader_id", "use_instance_id", "streams_prefix"] as const;

/**
 * The rows for NautilusTrader's fields: v1's, with its `database` object, and those that only Rust has. The stream's
 * key is put together from several of them and from who the trader is; without `identity` it takes the default.
 */
export function nautilusRows(fields: readonly SourceField[], identity: BusIdentity | undefined): MigrationRow[] {
  return [...DATABASE_ROWS, ...OTHER_ROWS, ...keyRows(nautilusStream(fields, identity))];
}

function keyRows(stream: string | undefined): MigrationRow[] {
  const perTopic = "one stream carries all topics, so that one group reads them in one order";
  if (stream === undefined) {
    const reason =
      "the key needs the trader's id (and the instance's, if it is used), which this configuration does not hold";
    return dropped(reason, ...KEY_FIELDS, "stream_per_topic");
  }
  const key = () => ({ value: stream });
  return [
    ...KEY_FIELDS.map((name) => mapped(name, key, "stream")),
    mapped(
      "stream_per_topic", (node) => (node.type === "boolean" && node.value === true ? { reason: perTopic } : key()),
      "stream",
    ),
  ];
}

/** The key of the one stream, if who writes is known. */
export function nautilusStream(fields: readonly SourceField[], identity: BusIdentity | undefined): string | undefined {
  const defaults = DEFAULT_MESSAGE_BUS_CONFIG;
  const flag = (name: string, otherwise: boolean): boolean => {
    const node = fields.find((field) => field.name === name)?.node;
    return node?.type === "boolean" ? node.value === true : otherwise;
  };
  const prefix = fields.find((field) => field.name === "streams_prefix")?.node;
  const config = {
    useTraderPrefix: flag("use_trader_prefix", defaults.useTraderPrefix),
    useTraderId: flag("use_trader_id", defaults.useTraderId),
    useInstanceId: flag("use_instance_id", defaults.useInstanceId),
    streamsPrefix: prefix?.type === "string" ? prefix.value : defaults.streamsPrefix,
    streamPerTopic: false,
  };
  if (identity === undefined || (config.useInstanceId && identity.instanceId === undefined)) return undefined;
  return baseStreamKey(config, identity);
}
