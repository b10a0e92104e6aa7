import type { Clock, Timer } from "../kernel/clock.ts";
import type { Instant } from "../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { isAfter, nextEntryId, type EntryId } from "./entry-id.ts";
import type { StreamProbe } from "./probe.ts";
import type { GroupPosition, StreamStore } from "./store.ts";

export interface StreamManagerOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly clock: Clock;
  /** Unix milliseconds of the clock's zero: stream ids are Unix milliseconds of the server. */
  readonly epochUnixMs: number;
  readonly store: StreamStore;
  readonly probe: StreamProbe;
  readonly onFault: (error: unknown) => void;
}

/** Approximate trimming removes whole nodes, of 100 entries by a server's default (stream-node-max-entries). */
const NODE_ENTRIES = 100;

/**
 * Keeps the stream within its bounds: every `trim.interval` by MAXLEN or MINID, quiet or not.
 *
 * Redis trims without regard to consumers. So the limit is lowered to the lowest entry that some group has not
 * acknowledged: its lowest pending id, or the one after its last delivered. With `unacknowledged: "report"` the limit
 * stands, and the range that each group loses is reported instead.
 */
export class RedisStreamManager {
  readonly #options: StreamManagerOptions;
  #timer: Timer | undefined;
  #running = false;

  constructor(options: StreamManagerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.#trimLater();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
  }

  /** One pass now. Resolves to the number of entries removed. @throws {StoreError} */
  async trim(): Promise<number> {
    const { config, store } = this.#options;
    const groups = await store.groups(config.stream);
    const floor = lowestUnacknowledged(groups);
    const removed = config.trim.strategy === "MAXLEN" ? await this.#trimByLength(floor, groups)
      : await this.#trimByAge(floor, groups);
    if (removed > 0) this.#options.probe.trimmed(config.stream, removed);
    return removed;
  }

  async #trimByLength(floor: EntryId | undefined, groups: readonly GroupPosition[]): Promise<number> {
    const { config, store, probe } = this.#options;
    const overdue = (await store.length(config.stream)) - config.trim.maxLength;
    if (overdue <= 0) return 0;
    if (floor === undefined || config.trim.unacknowledged === "report") {
      const removed = await store.trim({ stream: config.stream, maxLength: config.trim.maxLength, approximate: true });
      if (floor !== undefined) await this.#reportUnread(groups);
      return removed;
    }
    // MAXLEN would pass the floor without a word. MINID stops there, and its LIMIT keeps it from removing more than
    // the length asks for.
    const removed = await store.trim({ stream: config.stream, minId: floor, approximate: true, limit: overdue });
    if (overdue - removed >= NODE_ENTRIES) probe.trimHeld(config.stream, floor, overdue - removed);
    return removed;
  }

  async #trimByAge(floor: EntryId | undefined, groups: readonly GroupPosition[]): Promise<number> {
    const { config, store, probe, clock, epochUnixMs } = this.#options;
    const oldest = { ms: Math.max(0, epochUnixMs + wholeMs(clock.now()) - wholeMs(config.trim.retention)), seq: 0 };
    const passes = floor !== undefined && isAfter(oldest, floor);
    if (passes && config.trim.unacknowledged === "hold") {
      const removed = await store.trim({ stream: config.stream, minId: floor, approximate: true });
      probe.trimHeld(config.stream, floor, 0);
      return removed;
    }
    const removed = await store.trim({ stream: config.stream, minId: oldest, approximate: true });
    if (passes) await this.#reportUnread(groups);
    return removed;
  }

  /** Compares the stream's first entry with where each group stood. */
  async #reportUnread(before: readonly GroupPosition[]): Promise<void> {
    const { config, store, probe } = this.#options;
    const first = await store.firstId(config.stream);
    for (const group of before) {
      const wanted = group.lowestPending ?? nextEntryId(group.lastDelivered);
      if (first !== undefined && isAfter(first, wanted)) {
        probe.trimmedUnread(config.stream, group.group, wanted, first);
      }
    }
  }

  #trimLater(): void {
    const { clock, config, onFault } = this.#options;
    this.#timer = clock.after(config.trim.interval, "streams.trim", () => {
      // A store that is away is trimmed at the next pass.
      this.trim().then(() => undefined, () => undefined).then(() => {
        if (this.#running) this.#trimLater();
      }).catch(onFault);
    });
  }
}

/** The smallest id that some group has not acknowledged; undefined when there is no group to wait for. */
function lowestUnacknowledged(groups: readonly GroupPosition[]): EntryId | undefined {
  let lowest: EntryId | undefined;
  for (const group of groups) {
    const wanted = group.lowestPending ?? nextEntryId(group.lastDelivered);
    if (lowest === undefined || isAfter(lowest, wanted)) lowest = wanted;
  }
  return lowest;
}

const wholeMs = (at: Instant): number => Math.floor(at / 1_000_000);
