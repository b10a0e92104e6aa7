import { formatDuration, ms, type Duration } from "../../kernel/time.ts";
import { PRIORITIES, priorityName, type PriorityName } from "../priority.ts";
import type { EnhancedMessageBusConfig } from "./enhanced-config.ts";
import { grouped } from "./leaf-value.ts";
import { PRODUCER_RULES } from "./producer-rules.ts";
import type { Finding, Rule } from "./spec.ts";

const CLASSES: readonly PriorityName[] = PRIORITIES.map(priorityName);

/** The origin design counts a kibibyte a message, and warns from 1,000 MB on. */
const MESSAGE_BYTES = 1_024;
const MEMORY_WARNING_BYTES = 1_000_000_000;
/** Redis trims whole nodes; the default of stream-node-max-entries. */
const NODE_ENTRIES = 100;
const LONG_STREAM = 1_000_000;

const perClass =
  (
    rule: (config: EnhancedMessageBusConfig, name: PriorityName) => readonly Finding[],
  ): Rule<EnhancedMessageBusConfig> =>
  (config) =>
    CLASSES.flatMap((name) => rule(config, name));

const waterMarks = perClass(({ buffers }, name) => {
  const { capacity, highWater, lowWater } = buffers[name];
  const [at, high, low] = [
    `buffers.${name}.capacity`, `buffers.${name}.highWater`, `buffers.${name}.lowWater`,
  ] as const;
  const findings: Finding[] = [];
  if (highWater >= capacity) {
    findings.push({
      severity: "error", fields: [high, at],
      found: `a highWater of ${grouped(highWater)} with a capacity of ${grouped(capacity)}`,
      expected: "highWater below the capacity", hint: "what is not given takes its default",
    });
  } else if (highWater * 10 > capacity * 9) {
    findings.push({
      severity: "warning", fields: [high, at],
      found: `a highWater of ${grouped(highWater)} with a capacity of ${grouped(capacity)}`,
      expected: "at most nine tenths of the capacity", hint: "a buffer that is nine tenths full is flushed anyway",
    });
  }
  if (lowWater >= highWater) {
    findings.push({
      severity: "error", fields: [low, high],
      found: `a lowWater of ${grouped(lowWater)} with a highWater of ${grouped(highWater)}`,
      expected: "lowWater below highWater", hint: "what is not given takes its default",
    });
  }
  return findings;
});

const intervals = perClass(({ buffers }, name) => {
  const { flushInterval, latencyTarget: target } = buffers[name];
  if (flushInterval * 2 <= target) return [];
  const fields = [`buffers.${name}.flushInterval`, `buffers.${name}.latencyTarget`] as const;
  if (flushInterval > target) {
    return [
      {
        severity: "error", fields, found: formatDuration(flushInterval),
        expected: `at most the class's latency target of ${formatDuration(target)}`,
        hint: "a message that waits for the whole interval would miss it",
      },
    ];
  }
  return [
    {
      severity: "suggestion", fields, found: formatDuration(flushInterval),
      expected: `at most half of the class's latency target of ${formatDuration(target)}`,
      hint: "the rest is for the batch in service before it",
    },
  ];
});

const overflow = perClass(({ buffers }, name) => {
  if (name !== "CRITICAL" || buffers[name].overflow !== "drop-oldest") return [];
  return [{
    severity: "warning", fields: [`buffers.${name}.overflow`], found: "drop-oldest", expected: "refuse",
    hint: "orders and risk commands would be dropped, if counted, when the store is slow",
  }];
});

const memory: Rule<EnhancedMessageBusConfig> = ({ buffers }) => {
  const held = CLASSES.reduce((sum, name) => sum + buffers[name].capacity, 0);
  if (held * MESSAGE_BYTES <= MEMORY_WARNING_BYTES) return [];
  const [first, ...rest] = [...CLASSES].sort((a, b) => buffers[b].capacity - buffers[a].capacity)
    .map((name) => `buffers.${name}.capacity`) as [string, ...string[]];
  return [{
    severity: "warning", fields: [first, ...rest], found: `room for ${grouped(held)} messages`,
    expected: `at most ${grouped(Math.floor(MEMORY_WARNING_BYTES / MESSAGE_BYTES))} over all classes`,
    hint: "at a kibibyte each they take more than 1,000 MB",
  }];
};

const retries: Rule<EnhancedMessageBusConfig> = ({ retry }) => {
  if (retry.base <= retry.cap) return [];
  return [
    {
      severity: "error", fields: ["retry.base", "retry.cap"],
      found: `a first wait of ${formatDuration(retry.base)} with a cap of ${formatDuration(retry.cap)}`,
      expected: "a first wait up to the cap",
    },
  ];
};

/** The waits before the second and all further attempts at an entry. */
const attemptWaits = (base: Duration, attempts: number): Duration => base * (2 ** (attempts - 1) - 1);

const attempts: Rule<EnhancedMessageBusConfig> = ({ consumer }) => {
  const waits = attemptWaits(consumer.retryBase, consumer.maxAttempts);
  if (waits < consumer.claimIdle) return [];
  return [{
    severity: "error", fields: ["consumer.maxAttempts", "consumer.retryBase", "consumer.claimIdle"],
    found: `${consumer.maxAttempts} attempts, which wait ${formatDuration(waits)} in all`,
    expected: `less than claimIdleMs, ${formatDuration(consumer.claimIdle)}`,
    hint: "another consumer would take the entry and handle it while this one still tries",
  }];
};

const claims: Rule<EnhancedMessageBusConfig> = ({ consumer }) => {
  if (consumer.claimInterval <= consumer.claimIdle) return [];
  return [
    {
      severity: "warning", fields: ["consumer.claimInterval", "consumer.claimIdle"],
      found: `a pass every ${formatDuration(consumer.claimInterval)} for entries idle for ${formatDuration(consumer.claimIdle)}`,
      expected: "passes at least as often as entries fall idle", hint: "a dead consumer's entries wait for both",
    },
  ];
};

const workers: Rule<EnhancedMessageBusConfig> = ({
  workers: { autoScale, min, max, scaleUpPercent, scaleDownPercent }, consumer,
}) => {
  const findings: Finding[] = [];
  if (min > max) {
    findings.push({
      severity: "error", fields: ["workers.min", "workers.max"], found: `a min of ${min} with a max of ${max}`,
      expected: "min up to max", hint: "what is not given takes its default",
    });
  } else if (autoScale && min === max) {
    findings.push({
      severity: "warning", fields: ["workers.autoScale", "workers.min", "workers.max"],
      found: `a min and a max of ${min}`, expected: "min below max",
      hint: "there is nothing to scale: set autoScale to false",
    });
  }
  if (scaleDownPercent >= scaleUpPercent) {
    findings.push({
      severity: "error", fields: ["workers.scaleDownPercent", "workers.scaleUpPercent"],
      found: `a scaleDownPercent of ${scaleDownPercent} with a scaleUpPercent of ${scaleUpPercent}`,
      expected: "scaleDownPercent below scaleUpPercent",
    });
  }
  if (consumer.maxConcurrent < max) {
    findings.push({
      severity: "warning", fields: ["consumer.maxConcurrent", "workers.max"],
      found: `${consumer.maxConcurrent} handlers at once with up to ${max} workers`,
      expected: "at least one handler for each worker", hint: "the other workers would wait",
    });
  }
  return findings;
};

const wholeMilliseconds: Rule<EnhancedMessageBusConfig> = ({ consumer, trim }) => {
  const spans: readonly (readonly [string, Duration])[] = [
    ["consumer.block", consumer.block], ["consumer.claimIdle", consumer.claimIdle], ["trim.retention", trim.retention],
  ];
  return spans
    .filter(([, span]) => span % ms(1) !== 0)
    .map(([field, span]) => ({
      severity: "warning", fields: [field], found: formatDuration(span), expected: "whole milliseconds",
      hint: "Redis counts no smaller ones",
    }));
};

const trimming: Rule<EnhancedMessageBusConfig> = ({ trim }) => {
  const findings: Finding[] = [];
  if (trim.unacknowledged === "report") {
    findings.push({
      severity: "warning", fields: ["trim.unacknowledged"], found: "report", expected: "hold",
      hint: "entries that a slow group has not read are lost, and the loss is reported",
    });
  }
  if (trim.strategy === "MAXLEN" && trim.maxLength > LONG_STREAM) {
    findings.push({
      severity: "warning", fields: ["trim.maxLength", "trim.strategy"], found: grouped(trim.maxLength),
      expected: `up to ${grouped(LONG_STREAM)}`,
      hint: "the stream is in the server's memory",
    });
  }
  if (trim.strategy === "MAXLEN" && trim.maxLength < NODE_ENTRIES) {
    findings.push({
      severity: "warning", fields: ["trim.maxLength", "trim.strategy"], found: grouped(trim.maxLength),
      expected: `${NODE_ENTRIES} or more`,
      hint: "Redis trims whole nodes of about 100 entries, so the stream will be longer",
    });
  }
  if (trim.strategy === "MINID" && trim.interval > trim.retention) {
    findings.push({
      severity: "warning", fields: ["trim.interval", "trim.retention", "trim.strategy"],
      found: `a pass every ${formatDuration(trim.interval)}`,
      expected: `at least one in retentionMs, ${formatDuration(trim.retention)}`,
      hint: "entries stay for the retention and up to one interval more",
    });
  }
  return findings;
};

export const ENHANCED_RULES: readonly Rule<EnhancedMessageBusConfig>[] = [
  waterMarks, intervals, overflow, memory, retries, attempts, claims, workers, wholeMilliseconds, trimming,
  ...PRODUCER_RULES,
];
