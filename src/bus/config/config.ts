import { defaultsOf } from "./field.ts";
import { ENHANCED_FIELDS } from "./enhanced-fields.ts";
import type { EnhancedMessageBusConfig } from "./enhanced-config.ts";

export type {
  BufferConfig, ConsumerConfig, EnhancedMessageBusConfig, OverflowPolicy, RetryConfig, TrimConfig, WorkersConfig,
} from "./enhanced-config.ts";
export type { HealthConfig, MetricsConfig, TracingConfig, WireConfig } from "./producer-config.ts";

/** The defaults of the field table. */
export const DEFAULT_CONFIG: EnhancedMessageBusConfig = defaultsOf(ENHANCED_FIELDS);
