import type { TrimConfig } from "./config/config.ts";
import { isAfter, nextEntryId, type EntryId } from "./entry-id.ts";
import type { StreamProbe } from "./probe.ts";
import type { GroupPosition, StreamStore } from "./store.ts";

/** Approximate trimming removes whole nodes, of 100 entries by a server's default (stream-node-max-entries). */
const NODE_ENTRIES = 100;

export interface TrimOptions {
  readonly config: TrimConfig;
  readonly store: StreamStore;
  readonly probe: StreamProbe;
  /** Now at the server, in Unix milliseconds: what ids are made of. */
  readonly unixMs: () => number;
}

/** The smallest id that a group has not acknowledged, or is still to read. */
export const wantedBy = ({ lowestPending, lastDelivered }: GroupPosition): EntryId =>
  lowestPending ?? nextEntryId(lastDelivered);

/**
 * Brings streams within their bounds, by length or by age, to the node or to the entry.
 *
 * Redis trims without regard to consumers. So the limit is lowered to the lowest entry that some group has not
 * acknowledged: its lowest pending id, or the one after its last delivered. With `unacknowledged: "report"` the limit
 * stands, and the range that each group loses is reported instead.
 */
export class StreamTrim {
  readonly #options: TrimOptions;
  readonly #approximate: boolean;

  constructor(options: TrimOptions) {
    this.#options = options;
    this.#approximate = options.config.precision === "approximate";
  }

  /** Resolves to the number of entries removed. @throws {StoreError} */
  async run(stream: string, groups: readonly GroupPosition[]): Promise<number> {
    const floor = lowestOf(groups.map(wantedBy));
    const removed = this.#options.config.strategy === "MAXLEN" ? await this.#byLength(stream, floor, groups)
      : await this.#byAge(stream, floor, groups);
    if (removed > 0) this.#options.probe.trimmed(stream, removed);
    return removed;
  }

  async #byLength(stream: string, floor: EntryId | undefined, groups: readonly GroupPosition[]): Promise<number> {
    const { config, store, probe } = this.#options;
    const overdue = (await store.length(stream)) - config.maxLength;
    if (overdue <= 0) return 0;
    if (floor === undefined || config.unacknowledged === "report") {
      const removed = await store.trim({ stream, maxLength: config.maxLength, approximate: this.#approximate });
      if (floor !== undefined) await this.#reportUnread(stream, groups);
      return removed;
    }
    // MAXLEN would pass the floor without a word. MINID stops there, and its LIMIT keeps it from removing more than
    // the length asks for.
    let removed = await store.trim({ stream, minId: floor, approximate: true, limit: overdue });
    if (!this.#approximate) removed += await this.#toTheEntry(stream, floor, overdue - removed);
    if (overdue - removed >= (this.#approximate ? NODE_ENTRIES : 1)) probe.trimHeld(stream, floor, overdue - removed);
    return removed;
  }

  /**
   * What whole nodes have left of `overdue`. Below the floor there is less than a node, or less than one is overdue.
   */
  async #toTheEntry(stream: string, floor: EntryId, overdue: number): Promise<number> {
    if (overdue <= 0) return 0;
    const { store } = this.#options;
    const kept = overdue >= NODE_ENTRIES ? undefined : (await store.firstIds(stream, overdue + 1))[overdue];
    return store.trim({ stream, minId: kept === undefined || isAfter(kept, floor) ? floor : kept, approximate: false });
  }

  async #byAge(stream: string, floor: EntryId | undefined, groups: readonly GroupPosition[]): Promise<number> {
    const { config, store, probe, unixMs } = this.#options;
    const oldest = { ms: Math.max(0, unixMs() - Math.floor(config.retention / 1_000_000)), seq: 0 };
    const passes = floor !== undefined && isAfter(oldest, floor);
    if (passes && config.unacknowledged === "hold") {
      const removed = await store.trim({ stream, minId: floor, approximate: this.#approximate });
      probe.trimHeld(stream, floor, 0);
      return removed;
    }
    const removed = await store.trim({ stream, minId: oldest, approximate: this.#approximate });
    if (passes) await this.#reportUnread(stream, groups);
    return removed;
  }

  /** Compares the stream's first entry with where each group stood. */
  async #reportUnread(stream: string, before: readonly GroupPosition[]): Promise<void> {
    const { store, probe } = this.#options;
    const first = await store.firstId(stream);
    if (first === undefined) return;
    for (const group of before) {
      const wanted = wantedBy(group);
      if (isAfter(first, wanted)) probe.trimmedUnread(stream, group.group, wanted, first);
    }
  }
}

/** Undefined when there is no group to wait for. */
function lowestOf(ids: readonly EntryId[]): EntryId | undefined {
  let lowest: EntryId | undefined;
  for (const id of ids) if (lowest === undefined || isAfter(lowest, id)) lowest = id;
  return lowest;
}
