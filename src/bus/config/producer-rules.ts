import { formatDuration } from "../../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./enhanced-config.ts";
import { grouped } from "./leaf-value.ts";
import type { Finding, Rule } from "./spec.ts";

/** Words of one fenced call at most, and of each entry of one message in it: its fields and how many they are. */
const FENCED_WORDS = 50_000;
const ENTRY_WORDS = 13;

const heartbeats: Rule<EnhancedMessageBusConfig> = ({ health }) => {
  if (health.heartbeatTimeout <= health.heartbeatInterval) return [];
  return [
    {
      severity: "error", fields: ["health.heartbeatTimeout", "health.heartbeatInterval"],
      found: `a timeout of ${formatDuration(health.heartbeatTimeout)} with an interval of ${formatDuration(health.heartbeatInterval)}`,
      expected: "a timeout up to the interval", hint: "one heartbeat is under way at a time",
    },
  ];
};

const compression: Rule<EnhancedMessageBusConfig> = ({ wire }) => {
  if (!wire.compress || (wire.layout !== "nautilus-v1" && wire.layout !== "nautilus-rust")) return [];
  return [{
    severity: "error", fields: ["wire.compress", "wire.layout"], found: `compression with the layout ${wire.layout}`,
    expected: "payloads as they are", hint: "NautilusTrader reads no compressed payloads",
  }];
};

const fencedBatch: Rule<EnhancedMessageBusConfig> = ({ wire, batch }) => {
  const most = Math.floor(FENCED_WORDS / ENTRY_WORDS);
  if (!wire.fenced || wire.layout === "packed" || batch <= most) return [];
  return [
    {
      severity: "error", fields: ["batch", "wire.fenced", "wire.layout"],
      found: `fenced batches of ${grouped(batch)} entries`, expected: `at most ${grouped(most)}`,
      hint: "a larger one does not fit into a call, and would be refused for ever; or pack",
    },
  ];
};

const observation: Rule<EnhancedMessageBusConfig> = ({ tracing, metrics }) => {
  const findings: Finding[] = [];
  if (tracing.enabled && tracing.samplesPerMillion === 1_000_000) {
    findings.push({
      severity: "warning", fields: ["tracing.samplesPerMillion", "tracing.enabled"], found: "every message is followed",
      expected: "a sample of them",
    });
  }
  if (!metrics.enabled) {
    findings.push({
      severity: "suggestion", fields: ["metrics.enabled"], found: "no metrics", expected: "metrics",
      hint: "they cost some nanoseconds a message",
    });
  }
  return findings;
};

export const PRODUCER_RULES: readonly Rule<EnhancedMessageBusConfig>[] = [
  heartbeats, compression, fencedBatch, observation,
];
