import fc, { type Arbitrary } from "fast-check";
import type { BufferConfig, EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { ENHANCED_FIELDS } from "../../../src/bus/config/enhanced-fields.ts";
import type { Group, Leaf, TextRule } from "../../../src/bus/config/field.ts";
import { MESSAGE_BUS_SPEC, type MessageBusConfig } from "../../../src/bus/config/message-bus-config.ts";

const VISIBLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

const textOf = (rule: TextRule): Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...VISIBLE), minLength: 1, maxLength: 30 })
    .map((text) => text.slice(0, rule.maxLength));

function present(leaf: Leaf): Arbitrary<unknown> {
  switch (leaf.kind) {
    case "flag":
      return fc.boolean();
    case "integer":
      return fc.oneof(fc.integer({ min: leaf.min, max: leaf.max }), fc.constantFrom(leaf.min, leaf.max));
    case "duration":
      // Whole microseconds, the ends included.
      return fc.oneof(
        fc.constantFrom(leaf.min, leaf.max),
        fc.integer({ min: Math.ceil(leaf.min / 1_000), max: leaf.max / 1_000 }).map((us) => us * 1_000),
      );
    case "choice":
      return fc.constantFrom(...Object.keys(leaf.meanings));
    case "text":
      return textOf(leaf);
    case "list":
      return fc.array(textOf(leaf.item), { maxLength: 4 });
  }
}

/** Values of code that each field takes on its own. */
export function groupValues(group: Group): Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(group.fields).map(([name, field]) => {
    const value = field.kind === "group" ? groupValues(field) : present(field);
    const optional = field.kind === "group" ? field.optional : field.default === undefined;
    return [name, optional ? fc.option(value, { nil: undefined }) : value];
  })));
}

/** Keeps the rules of the producer's own fields. */
const producing = ({ wire, health, batch }: EnhancedMessageBusConfig): Partial<EnhancedMessageBusConfig> => ({
  wire: { ...wire, compress: wire.compress && !wire.layout.startsWith("nautilus") },
  health: { ...health, heartbeatTimeout: Math.min(health.heartbeatTimeout, health.heartbeatInterval) },
  batch: wire.fenced ? Math.min(batch, 3_846) : batch,
});

const ordered = (buffer: BufferConfig): BufferConfig => {
  const [lowWater, highWater, capacity] = [buffer.lowWater, buffer.highWater, buffer.capacity].sort(
    (a, b) => a - b,
  ) as [number, number, number];
  const high = Math.max(highWater, lowWater + 1);
  const flushInterval = Math.min(buffer.flushInterval, buffer.latencyTarget);
  return {
    ...buffer,
    flushInterval, lowWater: Math.min(lowWater, 9_999_998), highWater: Math.min(high, 9_999_999),
    capacity: Math.min(10_000_000, Math.max(capacity, high + 1)),
  };
};

/** Configurations that also keep the rules between fields. */
export const enhancedConfigs: Arbitrary<EnhancedMessageBusConfig> = groupValues(ENHANCED_FIELDS as Group).map(
  (value) => {
    const config = value as unknown as EnhancedMessageBusConfig;
    const { CRITICAL, HIGH, NORMAL, LOW } = config.buffers;
    const { base, cap } = config.retry;
    const { min, max, scaleDownPercent, scaleUpPercent } = config.workers;
    return {
      ...config,
      buffers: { CRITICAL: ordered(CRITICAL), HIGH: ordered(HIGH), NORMAL: ordered(NORMAL), LOW: ordered(LOW) },
      ...producing(config),
      retry: { ...config.retry, base: Math.min(base, cap), cap: Math.max(base, cap) },
      consumer: {
        ...config.consumer,
        maxAttempts: 1 + (config.consumer.maxAttempts % 4),
        claimIdle: Math.max(config.consumer.claimIdle, 16 * config.consumer.retryBase),
      },
      workers: {
        ...config.workers,
        min: Math.min(min, max), max: Math.max(min, max),
        scaleDownPercent: Math.min(scaleDownPercent, scaleUpPercent - 1),
      },
    };
  },
);

export const messageBusConfigs: Arbitrary<MessageBusConfig> = groupValues(MESSAGE_BUS_SPEC.root as Group).map(
  (value) => {
    const config = value as unknown as MessageBusConfig;
    const { database } = config;
    return database === undefined
      ? config
      : { ...config, database: { ...database, password: database.password ?? database.username } };
  },
);

/** Things that some field will not take. */
export const oddValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null, true, "", " ", "5", -1, 0, 0.5, 1.5, 0.0001, 1e300, -1e300, [], {}, [1], ["a b"], "drop-oldest", "MAXLEN",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

export const pathsOf = (form: unknown, path: readonly string[] = []): string[][] =>
  (typeof form !== "object" || form === null || Array.isArray(form) ? [[...path]]
    : [[...path], ...Object.entries(form).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))]);

/** A copy of `form` with the value at `path` replaced; `undefined` removes it. */
export function replaced(form: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const inner = replaced((form as Record<string, unknown>)[name], rest, value);
  const others = Object.entries(form as Record<string, unknown>).filter(([other]) => other !== name);
  return Object.fromEntries(inner === undefined ? others : [...others, [name, inner]]);
}
