import type { Duration } from "../kernel/time.ts";
import type { EntryId } from "./entry-id.ts";

/** Field names and values of an entry, alternating, as Redis keeps them. */
export type Fields = readonly (string | Uint8Array)[];

export interface StreamEntry extends EntryId {
  readonly fields: Fields;
}

/**
 * What became of a batch. The store applies entries in order and stops at the first that it refuses, so what was
 * applied is always a prefix.
 */
export interface AppendOutcome {
  /** How many were applied. */
  readonly applied: number;
  /** Why the rest was refused; undefined when all were applied. */
  readonly refused: StoreError | undefined;
}

/** One consumer of one group of one stream. */
export interface GroupCursor {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
}

export interface ClaimOutcome {
  /** Where the next call goes on; BEGINNING when the pending list has been walked to its end. */
  readonly cursor: EntryId;
  readonly entries: readonly StreamEntry[];
  /** Ids that were pending but no longer are in the stream: trimmed or deleted unread. */
  readonly vanished: readonly EntryId[];
}

/** A group's position. `lag` is undefined when the server cannot tell (tombstones, odd starts). */
export interface GroupPosition {
  readonly group: string;
  readonly lastDelivered: EntryId;
  readonly pending: number;
  /** The smallest pending id. */
  readonly lowestPending: EntryId | undefined;
  readonly lag: number | undefined;
}

export interface TrimRequest {
  readonly stream: string;
  /** Keep at most this many entries … */
  readonly maxLength?: number;
  /** … or drop every entry with a smaller id. Exactly one of the two. */
  readonly minId?: EntryId;
  /** Whole nodes only (`~`): cheaper, may keep up to a node more. */
  readonly approximate: boolean;
  /** Remove no more than this; only with `approximate`. */
  readonly limit?: number;
}

export interface ReadRequest {
  readonly count: number;
  readonly block: Duration;
  /** Ids to acknowledge in the same round trip, before the read. When the call rejects they may be pending still. */
  readonly acknowledge: readonly EntryId[];
}

/**
 * What the bus needs of a stream store, and no more. Every call may reject with a StoreError; a rejected `append`
 * says nothing about what was applied.
 */
export interface StreamStore {
  append(stream: string, entries: readonly Fields[]): Promise<AppendOutcome>;
  /** Makes the group, and the stream if missing. `from`: "0" everything, "$" what comes after now. */
  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists">;
  /** Entries never delivered to the group; waits up to `block` for the first. Empty when none came. */
  readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]>;
  /** Entries delivered to this consumer and not acknowledged, with ids after `after`. */
  readPending(at: GroupCursor, count: number, after: EntryId): Promise<readonly StreamEntry[]>;
  acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number>;
  /** Takes over entries whose last delivery is at least `idle` ago. */
  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome>;
  groups(stream: string): Promise<readonly GroupPosition[]>;
  length(stream: string): Promise<number>;
  /** The id of the oldest entry; undefined when there is none. */
  firstId(stream: string): Promise<EntryId | undefined>;
  /** Returns how many entries were removed. */
  trim(request: TrimRequest): Promise<number>;
}

/**
 * Why a store did not do what was asked. `unknown`: the connection broke or timed out, the outcome is open; `refused`:
 * the server answered with an error; `missing`: the stream or the group does not exist.
 */
export class StoreError extends Error {
  readonly kind: "unknown" | "refused" | "missing";

  constructor(kind: "unknown" | "refused" | "missing", message: string) {
    super(message);
    this.name = "StoreError";
    this.kind = kind;
  }
}
