import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { BEGINNING, formatEntryId, isAfter, previousEntryId, type EntryId } from "./entry-id.ts";
import type { StreamStore } from "./store.ts";

/** What is known of groups beside what a consumer reads itself: a RedisStreamManager knows from its last pass. */
export interface GroupPositions {
  /** Everything before it had been acknowledged. Undefined when nothing is known. */
  lowestUnacknowledged(stream: string, group: string): EntryId | undefined;
}

/** A group that had vanished and was made anew: from where on, and what that means for what was in it. */
export interface GroupGap {
  /**
   * `group`: the stream is the one that was read. `stream`: it is empty, has lost its end, or is another: what it had
   * after `lastRead` and has no longer is lost.
   */
  readonly vanished: "group" | "stream";
  /** The group goes on with the entry after this. */
  readonly after: EntryId;
  /** The last new entry that this consumer had read. Up to there, entries may come to another consumer again. */
  readonly lastRead: EntryId;
}

type GroupConfig = Pick<EnhancedMessageBusConfig, "stream" | "group" | "consumer">;
type GroupStore = Pick<StreamStore, "createGroup" | "firstId">;

/**
 * Makes the group of a consumer: at the start, and again when it has vanished, because the server was emptied, came
 * back without its last writes, or somebody has removed it.
 *
 * A group that is made again begins neither at the end, which would skip what came meanwhile, nor always at the
 * beginning, which would repeat all there is. It goes on before the first entry that may not be acknowledged, if the
 * stream still holds the last one that was read. If it does not, it is not known to be the same stream, and ids that
 * were passed may stand for other messages: then it goes on with everything, and what was handled is known again by its
 * origin.
 */
export class GroupKeeper {
  readonly #config: GroupConfig;
  readonly #store: GroupStore;
  readonly #positions: GroupPositions | undefined;

  constructor(config: GroupConfig, store: GroupStore, positions: GroupPositions | undefined) {
    this.#config = config;
    this.#store = store;
    this.#positions = positions;
  }

  /** Makes the group unless it is there. @throws {StoreError} */
  make(): Promise<"created" | "exists"> {
    const { stream, group, consumer } = this.#config;
    return this.#store.createGroup(stream, group, consumer.from === "newest" ? "$" : "0");
  }

  /**
   * Makes the group anew. Undefined when another consumer has already.
   *
   * @param lastRead - The last new entry that this consumer has read; undefined when it has read none.
   * @param lowestInHand - The first of the entries that it has not done with.
   * @throws {StoreError}
   */
  async makeAgain(lastRead: EntryId | undefined, lowestInHand: EntryId | undefined): Promise<GroupGap | undefined> {
    const { stream, group } = this.#config;
    const isSame = lastRead !== undefined && isEqual(await this.#store.firstId(stream, lastRead), lastRead);
    const after = isSame ? this.#lastDone(lastRead, lowestInHand) : BEGINNING;
    if ((await this.#store.createGroup(stream, group, formatEntryId(after))) === "exists") return undefined;
    return { vanished: isSame ? "group" : "stream", after, lastRead: lastRead ?? BEGINNING };
  }

  #lastDone(lastRead: EntryId, lowestInHand: EntryId | undefined): EntryId {
    const { stream, group } = this.#config;
    const open = [lowestInHand, this.#positions?.lowestUnacknowledged(stream, group)];
    let after = lastRead;
    for (const entry of open) if (entry !== undefined && !isAfter(entry, after)) after = previousEntryId(entry);
    return after;
  }
}

const isEqual = (left: EntryId | undefined, right: EntryId): boolean => left?.ms === right.ms && left.seq === right.seq;
