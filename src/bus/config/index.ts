export { checkConfig, fileForm, printConfig, requireConfig } from "./check.ts";
export { databaseUrl } from "./database-url.ts";
export { ENHANCED_SPEC } from "./enhanced-spec.ts";
export { LATENCY_TARGETS } from "./enhanced-fields.ts";
export { loadConfig, OVERRIDE_VARIABLES, type LoadedConfig } from "./environment.ts";
export { jsonSchema } from "./json-schema.ts";
export type { Place } from "./json/node.ts";
export {
  DEFAULT_DATABASE_CONFIG, DEFAULT_MESSAGE_BUS_CONFIG, MESSAGE_BUS_SPEC, type DatabaseConfig, type MessageBusConfig,
} from "./message-bus-config.ts";
export { createMigrationGuide } from "./migration/guide.ts";
export { migrateConfig, type FieldOutcome, type Migration, type MigrationOptions } from "./migration/migrate.ts";
export type { Adjustment } from "./migration/repair.ts";
export type { ConfigVersion } from "./migration/version.ts";
export { PRESET_NAMES, PRESETS, type PresetName } from "./presets.ts";
export { formatProblem, type Checked, type ConfigProblem, type ProblemCode, type ProblemSeverity } from "./problem.ts";
export type { ConfigSpec } from "./spec.ts";
export { validConfig } from "./valid-config.ts";
export { baseStreamKey, streamKey, type BusIdentity } from "./stream-key.ts";
