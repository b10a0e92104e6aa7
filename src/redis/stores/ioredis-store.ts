// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- types only: the caller brings the transport
import type { Redis } from "ioredis";
import { BEGINNING, formatEntryId, parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import {
  StoreError, type AppendOptions, type AppendOutcome, type ClaimOutcome, type Fields, type GroupCursor,
  type GroupPosition, type ProducerEpochs, type ReadRequest, type StreamAdmin, type StreamCursor, type StreamEntry,
  type StreamInfo, type StreamStore, type StreamTail, type TailRequest, type TrimRequest,
} from "../../bus/store.ts";
import type { Duration } from "../../kernel/time.ts";
import { PASSING_GROUP } from "./model-admin.ts";
import { producersKey, ScriptAppend } from "./script-append.ts";
import { sendable } from "./sendable.ts";
import { EntryDecoder, groupInfoOf, lowestPendingOf, streamInfoOf, type RawEntry } from "./stream-reply.ts";
import { storeError } from "./store-failure.ts";

/** What a consumer reads of its group. */
export type GroupReads = Pick<StreamStore, "readNew" | "readPending">;

export interface IoredisStoreOptions {
  /** For all but a consumer's own reads; made with PRODUCER_OPTIONS. */
  readonly commands: Redis;
  /** For reads, which block; made with CONSUMER_OPTIONS. */
  readonly reads: Redis;
  /** Takes the group reads off `reads`: a SocketReads, where they must be fast. */
  readonly groupReads?: GroupReads;
  /** Values of these fields are bytes, those of others text. Redis does not tell them apart. */
  readonly binaryFields?: ReadonlySet<string>;
}

const PAYLOAD: ReadonlySet<string> = new Set(["payload"]);
const NS_PER_MS = 1_000_000;

type PipelineResult = readonly (readonly [error: Error | null, result: unknown])[];

/** The reply to XREAD and XREADGROUP. */
type RawStreams = readonly (readonly [name: Buffer, entries: readonly RawEntry[]])[] | null;

/** The reply to XAUTOCLAIM. */
type Claimed = readonly [next: Buffer, entries: readonly RawEntry[], vanished: readonly Buffer[]];

/** A stream store on a Redis server through ioredis 5: one round trip a call. */
export class IoredisStore implements StreamStore, StreamAdmin, StreamTail, ProducerEpochs {
  readonly #commands: Redis;
  readonly #reads: Redis;
  readonly #groupReads: GroupReads | undefined;
  readonly #decoder: EntryDecoder;
  readonly #scripts: ScriptAppend;

  constructor({ commands, reads, groupReads, binaryFields = PAYLOAD }: IoredisStoreOptions) {
    this.#commands = commands;
    this.#reads = reads;
    this.#groupReads = groupReads;
    this.#decoder = new EntryDecoder(binaryFields);
    this.#scripts = new ScriptAppend(commands);
  }

  async append(
    stream: string, entries: readonly Fields[], { mode = "pipeline", fence }: AppendOptions = {},
  ): Promise<AppendOutcome> {
    if (fence !== undefined) return this.#scripts.appendFenced(stream, entries, fence);
    if (mode === "script") return this.#scripts.append(stream, entries);
    const pipeline = this.#commands.pipeline();
    for (const fields of entries) pipeline.xadd(stream, "*", ...fields.map(sendable));
    return appendOutcome(await asked(pipeline.exec()));
  }

  takeEpoch(stream: string, producer: string): Promise<number> {
    return this.#scripts.takeEpoch(stream, producer);
  }

  async createGroup(stream: string, group: string, from: string): Promise<"created" | "exists"> {
    try {
      await this.#commands.xgroup("CREATE", stream, group, from, "MKSTREAM");
      return "created";
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("BUSYGROUP")) return "exists";
      throw storeError(error);
    }
  }

  async readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]> {
    if (this.#groupReads !== undefined) return this.#groupReads.readNew(at, request);
    const { stream, group, consumer } = at;
    const { count, block, acknowledge } = request;
    const pipeline = this.#reads.pipeline();
    if (acknowledge.length > 0) pipeline.xack(stream, group, ...acknowledge.map(formatEntryId));
    // BLOCK 0 would wait for ever.
    const wait = block > 0 ? ["BLOCK", Math.ceil(block / NS_PER_MS)] : [];
    pipeline.callBuffer("xreadgroup", "GROUP", group, consumer, "COUNT", count, ...wait, "STREAMS", stream, ">");
    const results = await asked(pipeline.exec());
    return this.#entries(results?.map(succeeded).at(-1) ?? null);
  }

  async readAfter(
    cursors: readonly StreamCursor[], { count, block }: TailRequest,
  ): Promise<readonly (readonly [string, readonly StreamEntry[]])[]> {
    const wait = block > 0 ? ["BLOCK", Math.ceil(block / NS_PER_MS)] : [];
    const from = [...cursors.map(({ stream }) => stream), ...cursors.map(({ after }) => formatEntryId(after))];
    const streams = (await asked(
      this.#reads.callBuffer("xread", "COUNT", count, ...wait, "STREAMS", ...from),
    )) as RawStreams;
    return (streams ?? []).map(([name, entries]) => [name.toString("utf8"), this.#decoder.entries(entries)]);
  }

  async lastId(stream: string): Promise<EntryId> {
    return (await this.streamInfo(stream))?.last ?? BEGINNING;
  }

  async streamInfo(stream: string): Promise<StreamInfo | undefined> {
    try {
      return streamInfoOf((await this.#commands.xinfo("STREAM", stream)) as readonly unknown[]);
    } catch (error) {
      const failure = storeError(error);
      if (failure.kind === "missing") return undefined;
      throw failure;
    }
  }

  async createStream(stream: string): Promise<"created" | "exists"> {
    const results = await asked(
      this.#commands
        .multi()
        .exists(stream)
        .xgroup("CREATE", stream, PASSING_GROUP, "0", "MKSTREAM")
        .xgroup("DESTROY", stream, PASSING_GROUP)
        .exec(),
    );
    const [existed] = (results ?? []).map(succeeded);
    if (existed === undefined) throw new StoreError("unknown", "XGROUP CREATE: the transaction was not executed");
    return existed === 1 ? "exists" : "created";
  }

  async deleteStream(stream: string, { marks } = { marks: false }): Promise<boolean> {
    const deleted = await asked(this.#commands.unlink(stream));
    if (marks) await asked(this.#commands.unlink(producersKey(stream)));
    return deleted === 1;
  }

  async firstIds(stream: string, count: number): Promise<readonly EntryId[]> {
    return (await asked(this.#commands.xrange(stream, "-", "+", "COUNT", count))).map(([id]) => parseEntryId(id));
  }

  async destroyGroup(stream: string, group: string): Promise<boolean> {
    return (await asked(this.#commands.xgroup("DESTROY", stream, group))) === 1;
  }

  async moveGroup(stream: string, group: string, after: EntryId): Promise<void> {
    await asked(this.#commands.xgroup("SETID", stream, group, formatEntryId(after)));
  }

  async readPending(
    at: GroupCursor, count: number, after: EntryId, acknowledge: readonly EntryId[] = [],
  ): Promise<readonly StreamEntry[]> {
    if (this.#groupReads !== undefined) return this.#groupReads.readPending(at, count, after, acknowledge);
    const { stream, group, consumer } = at;
    const pipeline = this.#reads.pipeline();
    if (acknowledge.length > 0) pipeline.xack(stream, group, ...acknowledge.map(formatEntryId));
    pipeline.callBuffer(
      "xreadgroup", "GROUP", group, consumer, "COUNT", count, "STREAMS", stream, formatEntryId(after),
    );
    const results = await asked(pipeline.exec());
    return this.#entries(results?.map(succeeded).at(-1) ?? null);
  }

  async acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number> {
    return ids.length === 0 ? 0 : asked(this.#commands.xack(stream, group, ...ids.map(formatEntryId)));
  }

  async claimIdle(
    { stream, group, consumer }: GroupCursor, idle: Duration, count: number, cursor: EntryId,
  ): Promise<ClaimOutcome> {
    const idleMs = Math.ceil(idle / NS_PER_MS);
    const [next, entries, vanished] = (await asked(
      this.#commands.callBuffer("xautoclaim", stream, group, consumer, idleMs, formatEntryId(cursor), "COUNT", count),
    )) as Claimed;
    return {
      cursor: parseEntryId(next.toString("latin1")), entries: this.#decoder.entries(entries),
      vanished: vanished.map((id) => parseEntryId(id.toString("latin1"))),
    };
  }

  async groups(stream: string): Promise<readonly GroupPosition[]> {
    const infos = await this.#groupInfos(stream);
    const pipeline = this.#commands.pipeline();
    for (const { group } of infos) pipeline.xpending(stream, group);
    const summaries = infos.length === 0 ? [] : await asked(pipeline.exec());
    return infos.map((info, at) => ({ ...info, lowestPending: lowestPendingOf(succeeded(summaries?.[at])) }));
  }

  length(stream: string): Promise<number> {
    return asked(this.#commands.xlen(stream));
  }

  async firstId(stream: string, from?: EntryId): Promise<EntryId | undefined> {
    const [first] = await asked(
      this.#commands.xrange(stream, from === undefined ? "-" : formatEntryId(from), "+", "COUNT", 1),
    );
    return first === undefined ? undefined : parseEntryId(first[0]);
  }

  trim({ stream, maxLength, minId, approximate, limit }: TrimRequest): Promise<number> {
    const threshold =
      minId === undefined
        ? ["MAXLEN", approximate ? "~" : "=", String(maxLength ?? 0)]
        : ["MINID", approximate ? "~" : "=", formatEntryId(minId)];
    return asked(
      this.#commands.call(
        "XTRIM", stream,
        ...threshold,
        ...(limit === undefined ? [] : ["LIMIT", limit]),
      ) as Promise<number>,
    );
  }

  async #groupInfos(stream: string): Promise<readonly Omit<GroupPosition, "lowestPending">[]> {
    try {
      return ((await this.#commands.xinfo("GROUPS", stream)) as readonly (readonly unknown[])[]).map(groupInfoOf);
    } catch (error) {
      if (error instanceof Error && error.message === "ERR no such key") return [];
      throw storeError(error);
    }
  }

  #entries(reply: unknown): readonly StreamEntry[] {
    return this.#decoder.entries((reply as RawStreams)?.[0]?.[1] ?? []);
  }
}

async function asked<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw storeError(error);
  }
}

function succeeded(result: PipelineResult[number] | undefined): unknown {
  if (result === undefined) throw new StoreError("unknown", "the pipeline was not executed");
  const [error, value] = result;
  if (error !== null) throw storeError(error);
  return value;
}

/** What was applied is a prefix, or the outcome is unknown: a server may recover in the middle of a batch. */
function appendOutcome(results: PipelineResult | null): AppendOutcome {
  const failures = (results ?? []).flatMap(([error]) => (error === null ? [] : [storeError(error)]));
  const [first] = failures;
  const applied = (results ?? []).findIndex(([error]) => error !== null);
  if (results === null) throw new StoreError("unknown", "XADD: the pipeline was not executed");
  if (first === undefined) return { applied: results.length, refused: undefined };
  const lost = failures.find(({ kind }) => kind === "unknown");
  if (lost !== undefined) throw lost;
  if (failures.length < results.length - applied)
    throw new StoreError("unknown", `XADD: entries after a refused one were applied: ${first.message}`);
  return { applied, refused: first };
}
