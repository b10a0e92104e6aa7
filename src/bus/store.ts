import type { Duration } from "../kernel/time.ts";
import type { EntryId } from "./entry-id.ts";
import type { Priority } from "./priority.ts";

/** Field names and values of an entry, alternating, as Redis keeps them. */
export type Fields = readonly (string | Uint8Array)[];

/** Whose messages they are. Each life of a producer has an epoch greater than all before. */
export interface Sender {
  readonly producer: string;
  readonly epoch: number;
}

/** A message as its sender has it. */
export interface SentMessage {
  readonly topic: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly encoding: string;
  readonly priority: Priority;
  readonly key: string;
  readonly sequence: number;
}

/** A message and its sender: what an entry of the enhanced layout says. */
export interface CarriedMessage extends SentMessage, Sender {}

export interface StreamEntry extends EntryId {
  readonly fields: Fields;
  /** The same, from a store in the same process that need not make fields of a message and read them again. */
  readonly message?: CarriedMessage;
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

/** `pipeline`: a command an entry. `script`: one call a batch, which the server carries out without a pause. */
export type WriteMode = "pipeline" | "script";

/** The sender of a batch and the number of its first entry; the others count up. Numbers begin at 1 in every epoch. */
export interface Fence {
  readonly producer: string;
  readonly epoch: number;
  readonly sequence: number;
}

export interface AppendOptions {
  /** Default `pipeline`. */
  readonly mode?: WriteMode;
  /**
   * What the stream has of this producer and epoch already is not appended again and counts as applied; a producer of
   * an earlier epoch than the stream knows is refused as `fenced`. Implies one call a batch.
   */
  readonly fence?: Fence;
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
  append(stream: string, entries: readonly Fields[], options?: AppendOptions): Promise<AppendOutcome>;
  /**
   * As `append` of what the enhanced layout makes of messages, but tells `settled`, without a promise. Only where the
   * store shares memory with its clients.
   */
  appendMessages?(
    stream: string, messages: readonly SentMessage[], sender: Sender,
    settled: (outcome: AppendOutcome | StoreError) => void,
  ): void;
  /** Makes the group, and the stream if missing. `from`: "0" everything, "$" what comes after now. */
  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists">;
  /** Entries never delivered to the group; waits up to `block` for the first. Empty when none came. */
  readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]>;
  /**
   * Entries delivered to this consumer and not acknowledged, with ids after `after`; acknowledges some before. Asked
   * over the same connection as `readNew`: another may still lead to a master that has been replaced, which has not
   * seen what was missed.
   */
  readPending(
    at: GroupCursor, count: number, after: EntryId, acknowledge?: readonly EntryId[],
  ): Promise<readonly StreamEntry[]>;
  acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number>;
  /** Takes over entries whose last delivery is at least `idle` ago. */
  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome>;
  groups(stream: string): Promise<readonly GroupPosition[]>;
  length(stream: string): Promise<number>;
  /** The id of the oldest entry, from `from` on; undefined when there is none. */
  firstId(stream: string, from?: EntryId): Promise<EntryId | undefined>;
  /** The ids of the oldest entries. */
  firstIds(stream: string, count: number): Promise<readonly EntryId[]>;
  /** Returns how many entries were removed. */
  trim(request: TrimRequest): Promise<number>;
}

/** Hands out the epochs of producers. */
export interface ProducerEpochs {
  /** An epoch greater than every earlier one of this producer on this stream; those are fenced from now on. */
  takeEpoch(stream: string, producer: string): Promise<number>;
}

export interface StreamCursor {
  readonly stream: string;
  /** The last entry that was read. */
  readonly after: EntryId;
}

export interface TailRequest {
  /** Entries of each stream at most. */
  readonly count: number;
  readonly block: Duration;
}

/** Reads streams without a group: nothing is remembered at the store, and nobody else is disturbed. */
export interface StreamTail {
  /** Entries after the cursors, of each stream that has some; waits up to `block` for the first. */
  readAfter(
    cursors: readonly StreamCursor[], request: TailRequest,
  ): Promise<readonly (readonly [stream: string, entries: readonly StreamEntry[]])[]>;
  /** The id of the newest entry there ever was; BEGINNING for a stream that does not exist. */
  lastId(stream: string): Promise<EntryId>;
}

export interface StreamInfo {
  readonly length: number;
  /** Undefined when it is empty. */
  readonly first: EntryId | undefined;
  /** The newest id there ever was; BEGINNING when there was none. */
  readonly last: EntryId;
  readonly groups: number;
}

/** Makes, looks at and removes streams and groups. */
export interface StreamAdmin {
  /** An empty stream. */
  createStream(stream: string): Promise<"created" | "exists">;
  /**
   * False when there was none. `marks`: also what the store keeps of its producers, who can be mistaken for new ones
   * then.
   */
  deleteStream(stream: string, options?: { readonly marks: boolean }): Promise<boolean>;
  /** Undefined when there is no such stream. */
  streamInfo(stream: string): Promise<StreamInfo | undefined>;
  /** False when there was none. What it had delivered and nobody acknowledged is forgotten. */
  destroyGroup(stream: string, group: string): Promise<boolean>;
  /** The group goes on with the entry after this one; what is pending stays so. */
  moveGroup(stream: string, group: string, after: EntryId): Promise<void>;
}

export type StoreErrorKind = "unknown" | "refused" | "missing" | "fenced";

/**
 * Why a store did not do what was asked. `unknown`: the connection broke or timed out, the outcome is open; `refused`:
 * the server answered with an error; `missing`: the stream or the group does not exist; `fenced`: a later life of the
 * producer has taken over, and trying again is of no use.
 */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string) {
    // An answer, not an accident: where a store is down they come by the hundred, and a stack costs more than the call
    // did.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "StoreError";
    this.kind = kind;
  }
}
