import { WavetankError } from "../../kernel/error.ts";
import { sec, type Duration } from "../../kernel/time.ts";
import { checkConfig, fileForm, requireConfig } from "../config/check.ts";
import type { EnhancedMessageBusConfig } from "../config/config.ts";
import { ENHANCED_SPEC } from "../config/enhanced-spec.ts";
import { MESSAGE_BUS_SPEC, type DatabaseConfig } from "../config/message-bus-config.ts";
import { migrateConfig, type Migration } from "../config/migration/migrate.ts";
import type { ConfigVersion } from "../config/migration/version.ts";
import { formatProblem } from "../config/problem.ts";
import { baseStreamKey, type BusIdentity } from "../config/stream-key.ts";
import type { PayloadCodecOptions } from "../wire/payload-codec.ts";

/** What a configuration asks for, whichever version it has. */
export interface BusPlan {
  readonly from: ConfigVersion;
  /** What became of each field of the source. */
  readonly migration: Migration;
  readonly config: EnhancedMessageBusConfig;
  /** Undefined: the server is for the one who connects to know. */
  readonly database: DatabaseConfig | undefined;
  /** The configuration names no server, so that nothing is to leave the process: the standard bus is what it wants. */
  readonly isLocal: boolean;
  readonly codec: PayloadCodecOptions;
  readonly streamPerTopic: boolean;
  readonly externalStreams: readonly string[];
  readonly heartbeat: Duration | undefined;
}

/** What an EnhancedMessageBusConfig leaves to the bus. */
const ENHANCED_PLAN = {
  isLocal: false, streamPerTopic: false, externalStreams: [], heartbeat: undefined,
} as const;

/**
 * From a configuration of any version to a plan: EnhancedMessageBusConfig (as in code or as in files), NautilusTrader's
 * MessageBusConfig, legacy, 1.0 or 1.1; an object, or JSON text.
 *
 * @throws {WavetankError} E_CONFIG, E_CONFIG_VERSION, E_IDENTITY - what is wrong with it, all of it.
 */
export function planBus(config: unknown, identity: BusIdentity): BusPlan {
  const source = isEnhancedInCode(config) ? fileForm(ENHANCED_SPEC, config) : config;
  const migration = migrateConfig(source, { identity });
  const { from, database } = migration;
  switch (from) {
    case "2.0":
      return enhancedPlan(migration, requireConfig(checkConfig(ENHANCED_SPEC, without(source, VERSION_FIELD))));
    case "nautilus":
      return nautilusPlan(source, migration, identity);
    case "legacy":
      requireDatabase(migration);
      return { ...enhancedPlan(migration, migration.config), isLocal: database === undefined };
    case "1.0":
    case "1.1":
      requireDatabase(migration);
      return enhancedPlan(migration, migration.config);
  }
}

function enhancedPlan(migration: Migration, config: EnhancedMessageBusConfig): BusPlan {
  const { from, database } = migration;
  return { ...ENHANCED_PLAN, from, migration, database, config, codec: codecOf(config) };
}

const VERSION_FIELD = ["messagebus_version"] as const;
/** Fields that only NautilusTrader's Rust bus has; the migration says what becomes of them. */
const RUST_FIELDS = ["encoding_market_data", "encoding_builtin", "encodingMarketData", "encodingBuiltin"] as const;

function nautilusPlan(source: unknown, migration: Migration, identity: BusIdentity): BusPlan {
  const nautilus = requireConfig(checkConfig(MESSAGE_BUS_SPEC, without(source, [...VERSION_FIELD, ...RUST_FIELDS])));
  const { encoding, timestampsAsIso8601, typesFilter, externalStreams = [], heartbeatIntervalSecs } = nautilus;
  const wire = { ...migration.config.wire, encoding, timestamps: timestampsAsIso8601 ? "iso8601" : "string" } as const;
  // The migration leaves the key to its default where it cannot be made.
  const config: EnhancedMessageBusConfig = {
    ...migration.config,
    stream: baseStreamKey(nautilus, identity), wire, typesFilter: typesFilter ?? [],
  };
  return {
    from: "nautilus", migration, config, database: nautilus.database, isLocal: nautilus.database === undefined,
    codec: codecOf(config), streamPerTopic: nautilus.streamPerTopic, externalStreams,
    heartbeat: heartbeatIntervalSecs === undefined ? undefined : sec(heartbeatIntervalSecs),
  };
}

const codecOf = ({ wire: { encoding, timestamps } }: EnhancedMessageBusConfig): PayloadCodecOptions => ({
  encoding, json: { timestamps },
});

/** The migration takes what fits and says what does not; an address that does not fit is no address. */
function requireDatabase({ warnings }: Migration): void {
  const errors = warnings.filter(({ severity }) => severity === "error");
  if (errors[0] === undefined) return;
  throw new WavetankError("E_CONFIG", `configuration: ${errors.map((error) => formatProblem(error)).join("\n  ")}`, {
    expected: errors[0].expected,
  });
}

/**
 * The source without some of its top fields; the very text where it has none of them, so that errors know their lines.
 */
function without(source: unknown, names: readonly string[]): unknown {
  const parsed: unknown = typeof source === "string" ? JSON.parse(source) : source;
  if (typeof parsed !== "object" || parsed === null || !names.some((name) => Object.hasOwn(parsed, name)))
    return source;
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => !names.includes(name)));
}

/** In code spans are whole nanoseconds under names without a unit. */
function isEnhancedInCode(config: unknown): config is EnhancedMessageBusConfig {
  const low = member(member(config, "buffers"), "LOW");
  return (
    member(low, "flushInterval") !== undefined &&
    member(config, "retry") !== undefined &&
    member(config, "trim") !== undefined
  );
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
