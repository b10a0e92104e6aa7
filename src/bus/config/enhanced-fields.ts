import { minutes, ms, sec, us, type Duration } from "../../kernel/time.ts";
import type {
  BufferConfig, ConsumerConfig, EnhancedMessageBusConfig, OverflowPolicy, RetryConfig, TrimConfig, WorkersConfig,
} from "./enhanced-config.ts";
import type { GroupField, TextRule } from "./field.ts";
import { HEALTH_FIELDS, METRICS_FIELDS, TRACING_FIELDS, WIRE_FIELDS } from "./producer-fields.ts";

const DAY = sec(86_400);

/**
 * What a Redis key, a group or a consumer may be called: Redis takes any bytes, but people have to read and type them.
 */
export const VISIBLE_ASCII: TextRule = {
  pattern: "^[!-~]+$", says: "visible ASCII characters without spaces", maxLength: 512,
};

/** How long a message of each class may wait in its buffer: the origin design's latency targets. */
export const LATENCY_TARGETS = { CRITICAL: us(500), HIGH: ms(2), NORMAL: ms(10), LOW: ms(50) } as const;

const buffer = (
  name: keyof typeof LATENCY_TARGETS, flushInterval: Duration, overflow: OverflowPolicy,
): GroupField<BufferConfig> => ({
  kind: "group", optional: false, doc: `The buffer of the class ${name}.`,
  fields: {
    capacity: {
      kind: "integer", default: 10_000, min: 2, max: 10_000_000, unit: "messages",
      doc: "Messages held at most, those in service included.",
    },
    flushInterval: {
      kind: "duration", default: flushInterval, min: 0, max: minutes(1),
      doc: "The longest a message waits for others before it is sent; 0 sends at once. At most the class's latency target.",
    },
    latencyTarget: {
      kind: "duration", default: LATENCY_TARGETS[name], min: us(1), max: minutes(10),
      doc: "How long a message may wait in its buffer while the load is below what the store takes: the interval and one batch in service.",
    },
    highWater: {
      kind: "integer", default: 8_000, min: 1, max: 10_000_000, unit: "messages",
      doc: "Back-pressure begins here, and the buffer is flushed without waiting. Below the capacity.",
    },
    lowWater: {
      kind: "integer", default: 2_000, min: 0, max: 10_000_000, unit: "messages",
      doc: "Back-pressure ends here. Below the high-water mark.",
    },
    overflow: {
      kind: "choice", default: overflow, doc: "What happens to a message when the class is full.",
      meanings: {
        refuse: "the caller is told, nothing is accepted",
        "drop-oldest": "the oldest queued message of the class makes room, and the drop is counted",
      },
    },
  },
});

const retry: GroupField<RetryConfig> = {
  kind: "group", optional: false, doc: "Waits between attempts at a write.",
  fields: {
    base: {
      kind: "duration", default: ms(10), min: us(1), max: minutes(10),
      doc: "Wait before the first retry; doubles with each further one.",
    },
    cap: {
      kind: "duration", default: sec(60), min: us(1), max: minutes(60), doc: "The longest wait. Not below the first.",
    },
    attempts: {
      kind: "integer", default: 0, min: 0, max: 1_000_000, unit: "attempts",
      doc: "Attempts after which the producer gives up, drops what it holds and says so; 0: never.",
    },
  },
};

const consumer: GroupField<ConsumerConfig> = {
  kind: "group", optional: false, doc: "How a consumer of the group reads, retries and takes over.",
  fields: {
    batch: { kind: "integer", default: 100, min: 1, max: 10_000, unit: "entries", doc: "Entries a read." },
    block: {
      kind: "duration", default: sec(1), min: ms(1), max: minutes(10),
      doc: "How long a read waits for the first entry. Redis counts whole milliseconds, and 0 would be for ever.",
    },
    maxAttempts: {
      kind: "integer", default: 5, min: 1, max: 30, unit: "attempts",
      doc: "Deliveries to the handler before an entry is dead-lettered.",
    },
    retryBase: {
      kind: "duration", default: ms(10), min: us(1), max: minutes(10),
      doc: "Wait before a failed entry is handled again; doubles with each attempt. All waits together stay below claimIdleMs.",
    },
    claimIdle: {
      kind: "duration", default: sec(60), min: ms(1), max: DAY,
      doc: "An entry that another consumer has held for so long is claimed.",
    },
    claimInterval: {
      kind: "duration", default: sec(15), min: ms(1), max: DAY, doc: "Time between two passes that claim.",
    },
    claimBatch: {
      kind: "integer", default: 100, min: 1, max: 10_000, unit: "entries", doc: "Entries claimed a pass at most.",
    },
    from: {
      kind: "choice", default: "beginning", doc: "Where the group begins when it is made for the first time.",
      meanings: { beginning: "with everything that is in the stream", newest: "with what comes after" },
    },
    maxConcurrent: {
      kind: "integer", default: 100, min: 1, max: 10_000, unit: "handlers",
      doc: "Handlers of subscriptions under way at once, over all workers.",
    },
    lagLimit: {
      kind: "integer", default: 1_000, min: 0, max: 1_000_000_000, unit: "entries",
      doc: "A group that has more entries than this still to read is degraded.",
    },
  },
};

const workers: GroupField<WorkersConfig> = {
  kind: "group", optional: false, doc: "The workers that run the handlers of a subscriber, each one message at a time.",
  fields: {
    autoScale: {
      kind: "flag", default: true, doc: "As many workers as the load asks for, from min to max; false: always min.",
    },
    min: { kind: "integer", default: 1, min: 1, max: 50, unit: "workers", doc: "The fewest workers." },
    max: { kind: "integer", default: 10, min: 1, max: 50, unit: "workers", doc: "The most workers. Not below min." },
    scaleUpPercent: {
      kind: "integer", default: 80, min: 10, max: 100, unit: "percent",
      doc: "Workers are added while the pressure of the worst class is above this.",
    },
    scaleDownPercent: {
      kind: "integer", default: 30, min: 0, max: 90, unit: "percent",
      doc: "Workers are taken away while the pressure of the worst class is below this. Below scaleUpPercent.",
    },
    cooldown: {
      kind: "duration", default: sec(1), min: ms(1), max: minutes(10),
      doc: "Time between two decisions: the number of workers changes at most once in it.",
    },
    queue: {
      kind: "integer", default: 1_000, min: 1, max: 1_000_000, unit: "messages",
      doc: "Messages of each class that may be in hand; beyond, reading waits until there is room.",
    },
  },
};

const trim: GroupField<TrimConfig> = {
  kind: "group", optional: false, doc: "How the stream is kept within its bounds.",
  fields: {
    strategy: {
      kind: "choice", default: "MAXLEN", doc: "What bounds the stream.",
      meanings: { MAXLEN: "at most maxLength entries", MINID: "nothing older than retentionMs" },
    },
    maxLength: {
      kind: "integer", default: 100_000, min: 1, max: 1_000_000_000, unit: "entries",
      doc: "The bound of MAXLEN. Redis trims whole nodes of about 100 entries.",
    },
    retention: { kind: "duration", default: minutes(30), min: ms(1), max: 90 * DAY, doc: "The bound of MINID." },
    interval: { kind: "duration", default: sec(5), min: ms(1), max: DAY, doc: "Time between two passes." },
    precision: {
      kind: "choice", default: "approximate", doc: "How closely the bound is met.",
      meanings: { approximate: "whole nodes only: cheap, up to about 100 entries more", exact: "to the entry" },
    },
    unacknowledged: {
      kind: "choice", default: "hold", doc: "When the bound lies beyond an entry that some group has not acknowledged.",
      meanings: {
        hold: "keep everything from there on", report: "trim to the bound and report the range that was lost",
      },
    },
  },
};

/**
 * Every field of EnhancedMessageBusConfig: name, kind, default, range and meaning. Parsing, validation, printing, the
 * JSON Schema, the migration and the documentation are made from this table.
 *
 * The defaults are the origin design's, with five changes, each where its own defect list shows the figure unsound:
 *
 * - flush interval: 100 ms for every class made the mean wait 51 ms against latency targets of 0.5, 2, 10 and 50 ms
 *   (DEF-26). Half of each target is used, so that the interval alone cannot miss it.
 * - overflow: evicting the oldest silently (DEF-12) becomes a policy for each class: CRITICAL and HIGH refuse, NORMAL
 *   and LOW drop their oldest, counted.
 * - trimming: a pass every 300 s that ignores consumers (DEF-15) becomes a pass every 5 s that holds at the lowest
 *   unacknowledged entry.
 * - group start: "$" skipped what was there before the group (DEF-17); groups start at "0".
 * - retry: a first wait of 1 s is two thousand times the target of a CRITICAL message, and giving up after ten tries
 *   loses the batch (DEF-11); the first wait is 10 ms, the cap stays at 60 s, and there is no last try.
 *
 * Its workers only slept (DEF-30), were counted by the mean of four buffers (DEF-31) and without a pause (DEF-32). Here
 * they run the handlers, by the worst class, with a cooldown of 1 s. Its thresholds 0.8 and 0.3 are percents.
 *
 * The origin has no retry of a failed handler and no dead letters (DEF-16, DEF-19): five attempts from 10 ms on are
 * ours.
 *
 * Kept: capacity 10,000, water marks 8,000 and 2,000, batches of 100, block 1 s, claim after 60 s, 100 a pass,
 * MAXLEN 100,000, retention 30 min, 1 to 10 workers, 100 handlers at once, degraded above a lag of 1,000.
 */
export const ENHANCED_FIELDS: GroupField<EnhancedMessageBusConfig> = {
  kind: "group", optional: false, doc: "Configuration of the enhanced message bus.",
  fields: {
    stream: {
      kind: "text", default: "trader-WAVETANK-001:stream",
      ...VISIBLE_ASCII,
      doc: "Key of the stream. Dead letters go to the same key with :dead after it.",
    },
    group: { kind: "text", default: "engine", ...VISIBLE_ASCII, doc: "Name of the consumer group." },
    buffers: {
      kind: "group", optional: false, doc: "One buffer for each class of urgency.",
      fields: {
        CRITICAL: buffer("CRITICAL", us(250), "refuse"), HIGH: buffer("HIGH", ms(1), "refuse"),
        NORMAL: buffer("NORMAL", ms(5), "drop-oldest"), LOW: buffer("LOW", ms(25), "drop-oldest"),
      },
    },
    batch: {
      kind: "integer", default: 100, min: 4, max: 10_000, unit: "messages",
      doc: "Messages a write. At least one for each class, or the shares of the lower ones would keep the most urgent out.",
    },
    retry, wire: WIRE_FIELDS,
    typesFilter: {
      kind: "list", default: [], item: VISIBLE_ASCII, maxItems: 1_000,
      doc: "Types that are not published beyond the process; each such message is counted.",
    },
    health: HEALTH_FIELDS,
    tracing: TRACING_FIELDS,
    metrics: METRICS_FIELDS,
    consumer,
    workers,
    trim,
  },
};
