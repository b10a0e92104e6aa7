import { defaultsOf, type GroupField, type TextRule } from "./field.ts";
import type { ConfigSpec, Rule } from "./spec.ts";

/** How to reach a Redis server and when to give up: NautilusTrader's fields, with its units. */
export interface DatabaseConfig {
  readonly type: "redis";
  /** Undefined: this machine. */
  readonly host: string | undefined;
  /** Undefined: Redis's own, 6379. */
  readonly port: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly ssl: boolean;
  /** Seconds. */
  readonly connectionTimeout: number;
  /** Seconds. */
  readonly responseTimeout: number;
  readonly numberOfRetries: number;
  readonly exponentBase: number;
  /** Seconds. */
  readonly maxDelay: number;
  /** Milliseconds. */
  readonly factor: number;
}

/** NautilusTrader's message bus configuration, in camel case and with its units. */
export interface MessageBusConfig {
  readonly database: DatabaseConfig | undefined;
  readonly encoding: "json" | "msgpack";
  readonly timestampsAsIso8601: boolean;
  /** Milliseconds; undefined and 0 write every message at once. */
  readonly bufferIntervalMs: number | undefined;
  /** Minutes; undefined and 0 never trim. */
  readonly autotrimMins: number | undefined;
  readonly useTraderPrefix: boolean;
  readonly useTraderId: boolean;
  readonly useInstanceId: boolean;
  readonly streamsPrefix: string;
  readonly streamPerTopic: boolean;
  readonly externalStreams: readonly string[] | undefined;
  readonly typesFilter: readonly string[] | undefined;
  readonly heartbeatIntervalSecs: number | undefined;
}

const NAME: TextRule = { pattern: "^[!-~]+$", says: "visible ASCII characters without spaces", maxLength: 512 };
const CREDENTIAL: TextRule = {
  pattern: "^[^\\u0000-\\u001f\\u007f]+$", says: "characters that are no control characters", maxLength: 512,
};

export const DATABASE_FIELDS: GroupField<DatabaseConfig> = {
  kind: "group", optional: true, doc: "The Redis server. Without it nothing leaves the process.",
  fields: {
    type: {
      kind: "choice", default: "redis", meanings: { redis: "Redis or a server that speaks as it does" },
      doc: "The only kind there is.",
    },
    host: { kind: "text", default: undefined, ...NAME, doc: "Name or address; without it 127.0.0.1." },
    port: {
      kind: "integer", default: undefined, min: 1, max: 65_535, unit: "TCP's port numbers",
      doc: "TCP port; without it 6379.",
    },
    username: {
      kind: "text", default: undefined,
      ...CREDENTIAL,
      doc: "User of the server's access list; needs a password.",
    },
    password: {
      kind: "text", default: undefined,
      ...CREDENTIAL,
      secret: true, doc: "Never shown in messages or reports.",
    },
    ssl: { kind: "flag", default: false, doc: "TLS." },
    connectionTimeout: {
      kind: "integer", default: 20, min: 1, max: 300, unit: "seconds", doc: "For each attempt to connect.",
    },
    responseTimeout: { kind: "integer", default: 20, min: 1, max: 600, unit: "seconds", doc: "For each command." },
    numberOfRetries: {
      kind: "integer", default: 100, min: 0, max: 1_000_000, unit: "attempts", doc: "Attempts to connect again.",
    },
    exponentBase: {
      kind: "integer", default: 2, min: 1, max: 100, unit: "times", doc: "By what the wait grows with each attempt.",
    },
    maxDelay: { kind: "integer", default: 1_000, min: 0, max: 86_400, unit: "seconds", doc: "The longest wait." },
    factor: { kind: "integer", default: 2, min: 0, max: 3_600_000, unit: "milliseconds", doc: "The first wait." },
  },
};

const MESSAGE_BUS_FIELDS: GroupField<MessageBusConfig> = {
  kind: "group", optional: false, doc: "NautilusTrader's configuration of the message bus.",
  fields: {
    database: DATABASE_FIELDS,
    encoding: {
      kind: "choice", default: "json", doc: "Codec of payloads. JSON since version 1.229; msgpack before.",
      meanings: { json: "JSON text", msgpack: "MessagePack" },
    },
    timestampsAsIso8601: { kind: "flag", default: false, doc: "Timestamps as ISO 8601 text instead of nanoseconds." },
    bufferIntervalMs: {
      kind: "integer", default: undefined, min: 0, max: 60_000, unit: "milliseconds",
      doc: "Time between two writes of what was published; without it, or at 0, every message is written at once.",
    },
    autotrimMins: {
      kind: "integer", default: undefined, min: 0, max: 525_600, unit: "minutes",
      doc: "Entries older than this are trimmed when their stream is written; without it, or at 0, none are.",
    },
    useTraderPrefix: { kind: "flag", default: true, doc: "Stream keys begin with trader-." },
    useTraderId: { kind: "flag", default: true, doc: "Stream keys hold the trader's id." },
    useInstanceId: { kind: "flag", default: false, doc: "Stream keys hold the instance's id." },
    streamsPrefix: { kind: "text", default: "stream", ...NAME, doc: "What the streams of this bus are called." },
    streamPerTopic: { kind: "flag", default: true, doc: "A stream for each topic, instead of one for all." },
    externalStreams: {
      kind: "list", default: undefined, item: NAME, maxItems: 1_000, doc: "Keys of streams to read and publish inside.",
    },
    typesFilter: {
      kind: "list", default: undefined, item: NAME, maxItems: 1_000,
      doc: "Types that are not published beyond the process.",
    },
    heartbeatIntervalSecs: {
      kind: "integer", default: undefined, min: 1, max: 86_400, unit: "seconds", doc: "Time between two heartbeats.",
    },
  },
};

const credentials: Rule<MessageBusConfig> = (config) => {
  if (config.database?.username === undefined || config.database.password !== undefined) return [];
  return [
    {
      severity: "error", fields: ["database.username", "database.password"], found: "a user name without a password",
      expected: "both, or only a password",
    },
  ];
};

const bufferInterval: Rule<MessageBusConfig> = ({ bufferIntervalMs }) => {
  if (bufferIntervalMs === undefined || bufferIntervalMs <= 1_000) return [];
  return [{
    severity: "warning", fields: ["bufferIntervalMs"], found: `${bufferIntervalMs} ms`, expected: "10 to 1,000 ms",
    hint: "100 ms is NautilusTrader's advice",
  }];
};

const oneStream: Rule<MessageBusConfig> = ({ database: server, streamPerTopic }) => {
  if (server === undefined || !streamPerTopic) return [];
  return [
    {
      severity: "suggestion", fields: ["streamPerTopic", "database"], found: "a stream for each topic",
      expected: "one stream",
      hint: "Redis reads no streams by pattern, and the stream of a topic that falls silent is never trimmed",
    },
  ];
};

export const MESSAGE_BUS_SPEC: ConfigSpec<MessageBusConfig> = {
  name: "MessageBusConfig", spelling: "both", root: MESSAGE_BUS_FIELDS, rules: [credentials, bufferInterval, oneStream],
};

/** The defaults of NautilusTrader 1.231. */
export const DEFAULT_MESSAGE_BUS_CONFIG: MessageBusConfig = defaultsOf(MESSAGE_BUS_FIELDS);

/** What a `database` object takes for what it leaves out. */
export const DEFAULT_DATABASE_CONFIG: DatabaseConfig = defaultsOf(DATABASE_FIELDS);
