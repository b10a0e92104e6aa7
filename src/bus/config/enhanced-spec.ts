import type { EnhancedMessageBusConfig } from "./enhanced-config.ts";
import { ENHANCED_FIELDS } from "./enhanced-fields.ts";
import { ENHANCED_RULES } from "./enhanced-rules.ts";
import type { ConfigSpec } from "./spec.ts";

export const ENHANCED_SPEC: ConfigSpec<EnhancedMessageBusConfig> = {
  name: "EnhancedMessageBusConfig", spelling: "camel", root: ENHANCED_FIELDS, rules: ENHANCED_RULES,
};
