import type { EnhancedMessageBusConfig } from "../../../../src/bus/config/config.ts";
import type { StreamStore } from "../../../../src/bus/store.ts";
import { ms, sec } from "../../../../src/kernel/time.ts";
import type { Simulated } from "../../../support/simulated.ts";

/** What a scenario tells of a configuration: lines that differ exactly if something observable does. */
export type Scenario = (config: EnhancedMessageBusConfig) => Promise<readonly string[]>;

/** Lines with the virtual instant at which each was written. */
export class Story {
  readonly lines: string[] = [];
  readonly #world: Simulated;

  constructor(world: Simulated) {
    this.#world = world;
  }

  tell(line: string): void {
    this.lines.push(`${this.#world.scheduler.now} ${line}`);
  }

  /** The store, with every command told. */
  recorded(store: StreamStore): StreamStore {
    return new Proxy(store, {
      get: (target, name: keyof StreamStore) => {
        const command = target[name] as ((...given: unknown[]) => unknown) | undefined;
        return command === undefined ? undefined : (...args: unknown[]): unknown => {
          this.tell(`${name} ${JSON.stringify(args, withoutLinks)}`);
          return command.apply(target, args);
        };
      },
    });
  }
}

/** Bytes as their number, and messages without those beside them. */
const withoutLinks = (key: string, value: unknown): unknown =>
  value instanceof Uint8Array
    ? value.length
    : ["next", "previous", "nextOfKey", "store", "wire"].includes(key)
      ? undefined
      : value;

const buffer = { capacity: 60, highWater: 40, lowWater: 10 };

/** Small enough that a short run meets every limit. */
export function smallConfig(defaults: EnhancedMessageBusConfig): EnhancedMessageBusConfig {
  const { CRITICAL, HIGH, NORMAL, LOW } = defaults.buffers;
  return {
    ...defaults,
    buffers: {
      CRITICAL: { ...CRITICAL, ...buffer }, HIGH: { ...HIGH, ...buffer }, NORMAL: { ...NORMAL, ...buffer },
      LOW: { ...LOW, ...buffer },
    },
    batch: 16, retry: { base: ms(10), cap: ms(15), attempts: 0 },
    health: { heartbeatInterval: ms(100), heartbeatTimeout: ms(50), maxMissed: 3 },
    metrics: { enabled: true, window: ms(500) },
    consumer: {
      ...defaults.consumer,
      batch: 20, block: ms(100), maxAttempts: 3, retryBase: ms(10), claimIdle: ms(200), claimInterval: ms(150),
      claimBatch: 10,
    },
    workers: { autoScale: true, min: 1, max: 8, scaleUpPercent: 60, scaleDownPercent: 30, cooldown: ms(50), queue: 40 },
    trim: {
      strategy: "MAXLEN", maxLength: 200, retention: ms(500), interval: ms(300), precision: "approximate",
      unacknowledged: "hold",
    },
  };
}

export const SCENARIO_END = sec(2);
