import type { EntryId } from "../../bus/entry-id.ts";
import {
  StoreError, type AppendOptions, type AppendOutcome, type ClaimOutcome, type Fields, type GroupCursor,
  type GroupPosition, type ReadRequest, type StreamEntry, type StreamStore, type TrimRequest,
} from "../../bus/store.ts";
import type { Buggify, BuggifySite } from "../../kernel/buggify.ts";
import { ms, type Duration } from "../../kernel/time.ts";

/** A process that is gone waits for nothing: what it asked is never answered. */
const silence = <T>(): Promise<T> => new Promise(() => {});

/**
 * A store as one process sees it. It may do, where a site of `buggify` fires, what every store may do: read less than
 * asked, answer before the wait is over, take only the beginning of a batch.
 */
export class ProcessStore implements StreamStore {
  readonly #store: StreamStore;
  readonly #shortRead: BuggifySite;
  readonly #earlyReturn: BuggifySite;
  readonly #partialAppend: BuggifySite;
  readonly #shortClaim: BuggifySite;
  #alive = true;

  constructor(store: StreamStore, buggify: Buggify) {
    this.#store = store;
    this.#shortRead = buggify.site("store.short-read");
    this.#earlyReturn = buggify.site("store.early-return");
    this.#partialAppend = buggify.site("store.partial-append");
    this.#shortClaim = buggify.site("store.short-claim");
  }

  kill(): void {
    this.#alive = false;
  }

  append(stream: string, entries: readonly Fields[], options?: AppendOptions): Promise<AppendOutcome> {
    if (!this.#alive) return silence();
    // A script is applied in full or not at all, and a fence counts entries.
    const isDivisible = options?.fence === undefined && options?.mode !== "script";
    if (!isDivisible || entries.length < 2 || !this.#partialAppend.fires())
      return this.#store.append(stream, entries, options);
    return this.#store
      .append(stream, entries.slice(0, entries.length >> 1), options)
      .then(({ applied, refused }) => ({ applied, refused: refused ?? new StoreError("refused", "BUSY try again") }));
  }

  readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]> {
    if (!this.#alive) return silence();
    if (this.#shortRead.fires()) return this.#store.readNew(at, { ...request, count: 1 });
    if (this.#earlyReturn.fires())
      return this.#store.readNew(at, { ...request, block: Math.min(request.block, ms(1)) });
    return this.#store.readNew(at, request);
  }

  readPending(
    at: GroupCursor, count: number, after: EntryId, acknowledge?: readonly EntryId[],
  ): Promise<readonly StreamEntry[]> {
    if (!this.#alive) return silence();
    return this.#store.readPending(at, this.#shortRead.fires() ? 1 : count, after, acknowledge);
  }

  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome> {
    if (!this.#alive) return silence();
    return this.#store.claimIdle(at, idle, this.#shortClaim.fires() ? 1 : count, cursor);
  }

  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists"> {
    return this.#alive ? this.#store.createGroup(stream, group, from) : silence();
  }

  acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number> {
    return this.#alive ? this.#store.acknowledge(stream, group, ids) : silence();
  }

  groups(stream: string): Promise<readonly GroupPosition[]> {
    return this.#alive ? this.#store.groups(stream) : silence();
  }

  length(stream: string): Promise<number> {
    return this.#alive ? this.#store.length(stream) : silence();
  }

  firstId(stream: string, from?: EntryId): Promise<EntryId | undefined> {
    return this.#alive ? this.#store.firstId(stream, from) : silence();
  }

  firstIds(stream: string, count: number): Promise<readonly EntryId[]> {
    return this.#alive ? this.#store.firstIds(stream, count) : silence();
  }

  trim(request: TrimRequest): Promise<number> {
    return this.#alive ? this.#store.trim(request) : silence();
  }
}
