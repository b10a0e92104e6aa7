import { formatEntryId, parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import {
  StoreError, type AppendOptions, type AppendOutcome, type ClaimOutcome, type Fence, type Fields, type GroupCursor, type GroupPosition,
  type ProducerEpochs, type ReadRequest, type StreamEntry, type StreamStore, type TrimRequest,
} from "../../bus/store.ts";
import type { Duration } from "../../kernel/time.ts";
import { bytesOfText } from "../server/bytes.ts";
import { Blocked, type CommandContext } from "../server/command.ts";
import { NullArray, OK, ReplyError, type Reply } from "../server/reply.ts";
import { LinkFaults } from "./link-faults.ts";
import { entriesOfReply, groupName, groupOfReply, idsOfReply } from "./model-reply.ts";
import { epochCall, fencedCall } from "./model-scripts.ts";
import { SERVICE_COST } from "./service-cost.ts";
import { StoreConnection, storeErrorOf, type Answer, type ConnectionOptions } from "./store-connection.ts";
import { acknowledgeEntries, appendEntries, readNewEntries } from "./stream-operations.ts";
import { storedFields } from "./text-fields.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";

export interface ModelStoreOptions extends Omit<ConnectionOptions, "faults"> {
  /** Told when the server takes entries off the pending list. */
  readonly onAcknowledged?: (count: number) => void;
  /** Told when entries are applied at the server, before anybody else can see them. */
  readonly onApplied?: (stream: string, entries: readonly Fields[]) => void;
}

const NONE: readonly StreamEntry[] = [];
const NS_PER_MS = 1_000_000;

/** What a server does in one call; an error is its answer. */
type Step<T> = (server: RedisServer, session: Session, nowUs: number) => T | ReplyError;

/**
 * A stream store on a deployment of the model, over two simulated connections: one for reads that block, one for all
 * else. Appending and reading go to the model's streams directly, as one command of each kind would; the rest goes as
 * commands. The links can lose, repeat, delay and cut, each a keyed decision that is off by default.
 */
export class ModelStore implements StreamStore, ProducerEpochs {
  readonly #options: ModelStoreOptions;
  readonly #faults: LinkFaults;
  readonly #commands: StoreConnection;
  readonly #reads: StoreConnection;
  #roundTrips = 0;
  #commandCount = 0;

  constructor(options: ModelStoreOptions) {
    this.#options = options;
    this.#faults = new LinkFaults(options.node, options.decisions);
    const connection = { ...options, faults: this.#faults };
    this.#commands = new StoreConnection("commands", connection);
    this.#reads = new StoreConnection("reads", connection);
  }

  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** Commands sent, one for each entry that is appended. */
  get commandCount(): number {
    return this.#commandCount;
  }

  append(stream: string, entries: readonly Fields[], { mode, fence }: AppendOptions = {}): Promise<AppendOutcome> {
    if (fence !== undefined) return this.#appendFenced(stream, entries, fence);
    const applied = this.#faults.appliedPrefix(entries.length);
    const isCut = applied < entries.length;
    // A script is applied in full or not at all: only its reply can be cut off.
    const batch = isCut && mode !== "script" ? entries.slice(0, applied) : entries;
    const key = bytesOfText(stream);
    const gated = ["XADD", key, "*", "", ""];
    this.#count(mode === "script" ? 1 : entries.length);
    return this.#commands.call<AppendOutcome>({
      what: "XADD",
      cost: () => SERVICE_COST.call + entries.length * SERVICE_COST.appendEntry,
      fate: isCut ? "reply-lost" : this.#fate(),
      work: (server, session, nowUs, answer) => {
        const outcome = server.act(session, gated, nowUs, (context) => {
          const count = appendEntries(context, key, batch.map(storedFields));
          this.#options.onApplied?.(stream, batch);
          return count;
        });
        if (outcome instanceof ReplyError) answer({ applied: 0, refused: storeErrorOf(outcome) });
        else answer(typeof outcome === "number" ? { applied: outcome, refused: undefined } : putOff());
      },
    });
  }

  takeEpoch(stream: string, producer: string): Promise<number> {
    const call = epochCall(stream, producer);
    return this.#ask("EVALSHA", 1, (server, session, nowUs) => call(server, session, nowUs) as number | ReplyError);
  }

  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists"> {
    return this.#ask("XGROUP CREATE", 1, (server, session, nowUs) => {
      const reply = server.apply(session, ["XGROUP", "CREATE", bytesOfText(stream), bytesOfText(group), from, "MKSTREAM"], nowUs);
      if (!(reply instanceof ReplyError)) return "created";
      return reply.message.startsWith("BUSYGROUP") ? "exists" : reply;
    });
  }

  readNew(at: GroupCursor, { count, block, acknowledge }: ReadRequest): Promise<readonly StreamEntry[]> {
    const cursor = bytesOf(at);
    const gated = ["XREADGROUP", "GROUP", cursor.group, cursor.consumer, "STREAMS", cursor.stream, ">"];
    let taken = NONE;
    const take = (context: CommandContext): readonly StreamEntry[] => (taken = readNewEntries(context, cursor, count) ?? NONE);
    this.#count(acknowledge.length > 0 ? 2 : 1);
    return this.#reads.call<readonly StreamEntry[]>({
      what: "XREADGROUP",
      cost: () => SERVICE_COST.call + acknowledge.length * SERVICE_COST.acknowledgeEntry + taken.length * SERVICE_COST.readEntry,
      fate: this.#fate(),
      patience: block,
      work: (server, session, nowUs, answer) => {
        const outcome = server.act(session, gated, nowUs, (context) => {
          if (acknowledge.length > 0) {
            const acknowledged = acknowledgeEntries(context, cursor, acknowledge);
            this.#options.onAcknowledged?.(acknowledged);
          }
          return take(context);
        });
        if (outcome instanceof ReplyError) answer(storeErrorOf(outcome));
        else if (outcome instanceof Blocked) answer(putOff());
        else if (outcome.length > 0 || block === 0) answer(outcome);
        else waitFor(server, session, cursor.stream, block, take);
      },
      delivered: () => taken,
    });
  }

  readPending(at: GroupCursor, count: number, after: EntryId): Promise<readonly StreamEntry[]> {
    const { stream, group, consumer } = bytesOf(at);
    const command = ["XREADGROUP", "GROUP", group, consumer, "COUNT", String(count), "STREAMS", stream, formatEntryId(after)];
    return this.#ask("XREADGROUP history", 1, (server, session, nowUs) => {
      const reply = server.apply(session, command, nowUs) as Reply;
      if (reply instanceof ReplyError) return reply;
      const [[, entries] = [stream, []]] = reply as readonly (readonly [string, Reply])[];
      return entriesOfReply(entries);
    });
  }

  acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number> {
    if (ids.length === 0) return Promise.resolve(0);
    const cursor = bytesOf({ stream, group, consumer: "" });
    const gated = ["XACK", cursor.stream, cursor.group, "0"];
    const cost = ids.length * SERVICE_COST.acknowledgeEntry;
    return this.#ask("XACK", 1, (server, session, nowUs) => {
      const outcome = server.act(session, gated, nowUs, (context) => acknowledgeEntries(context, cursor, ids));
      if (typeof outcome === "number") this.#options.onAcknowledged?.(outcome);
      return outcome instanceof Blocked ? new ReplyError("BUSY clients are paused") : outcome;
    }, cost);
  }

  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome> {
    const { stream, group, consumer } = bytesOf(at);
    const idleMs = String(Math.ceil(idle / NS_PER_MS));
    const command = ["XAUTOCLAIM", stream, group, consumer, idleMs, formatEntryId(cursor), "COUNT", String(count)];
    return this.#ask("XAUTOCLAIM", 1, (server, session, nowUs) => {
      const reply = server.apply(session, command, nowUs) as Reply;
      if (reply instanceof ReplyError) return reply;
      const [next, entries, vanished] = reply as readonly [string, Reply, Reply];
      return { cursor: parseEntryId(next), entries: entriesOfReply(entries), vanished: idsOfReply(vanished) };
    });
  }

  groups(stream: string): Promise<readonly GroupPosition[]> {
    const key = bytesOfText(stream);
    return this.#ask("XINFO GROUPS", 2, (server, session, nowUs) => {
      const groups = server.apply(session, ["XINFO", "GROUPS", key], nowUs) as Reply;
      if (groups instanceof ReplyError) return groups.message === "ERR no such key" ? [] : groups;
      return (groups as readonly Reply[]).map((group) =>
        groupOfReply(group, server.apply(session, ["XPENDING", key, groupName(group)], nowUs) as Reply));
    });
  }

  length(stream: string): Promise<number> {
    return this.#ask("XLEN", 1, (server, session, nowUs) => server.apply(session, ["XLEN", bytesOfText(stream)], nowUs) as number);
  }

  firstId(stream: string): Promise<EntryId | undefined> {
    const command = ["XRANGE", bytesOfText(stream), "-", "+", "COUNT", "1"];
    return this.#ask("XRANGE", 1, (server, session, nowUs) => {
      const reply = server.apply(session, command, nowUs) as Reply;
      return reply instanceof ReplyError ? reply : entriesOfReply(reply)[0];
    });
  }

  trim({ stream, maxLength = 0, minId, approximate, limit }: TrimRequest): Promise<number> {
    const threshold = minId === undefined ? ["MAXLEN", approximate ? "~" : "=", String(maxLength)]
      : ["MINID", approximate ? "~" : "=", formatEntryId(minId)];
    const command = ["XTRIM", bytesOfText(stream), ...threshold, ...(limit === undefined ? [] : ["LIMIT", String(limit)])];
    return this.#ask("XTRIM", 1, (server, session, nowUs) => server.apply(session, command, nowUs) as number);
  }

  #appendFenced(stream: string, entries: readonly Fields[], fence: Fence): Promise<AppendOutcome> {
    const call = fencedCall(stream, entries, fence);
    return this.#ask<AppendOutcome>("EVALSHA", 1, (server, session, nowUs) => {
      const reply = call(server, session, nowUs);
      if (reply instanceof ReplyError) return { applied: 0, refused: storeErrorOf(reply) };
      // An id for each entry that was new, null for those that were there already.
      this.#options.onApplied?.(stream, entries.filter((_, i) => (reply as readonly Reply[])[i] !== null));
      return { applied: entries.length, refused: undefined };
    }, entries.length * SERVICE_COST.appendEntry);
  }

  /** One call that is answered at once. */
  #ask<T>(what: string, commands: number, step: Step<T>, cost: Duration = 0): Promise<T> {
    this.#count(commands);
    return this.#commands.call<T>({
      what, cost: () => SERVICE_COST.call + cost, fate: this.#fate(),
      work: (server, session, nowUs, answer: Answer<T>) => {
        const outcome = step(server, session, nowUs);
        answer(outcome instanceof ReplyError ? storeErrorOf(outcome) : outcome);
      },
    });
  }

  #fate(): ReturnType<LinkFaults["fate"]> {
    return this.#faults.fate(this.#options.scheduler.now);
  }

  #count(commands: number): void {
    this.#roundTrips++;
    this.#commandCount += commands;
  }
}

/** Sets the reader aside until the stream has something for it. */
function waitFor(
  server: RedisServer, session: Session, key: string, block: Duration, take: (context: CommandContext) => readonly StreamEntry[],
): void {
  server.block(session, new Blocked({
    keys: [key], timeoutMs: Math.ceil(block / NS_PER_MS), timedOut: new NullArray(), readsStreams: "in a group",
    retry: (context) => (take(context).length > 0 ? OK : undefined),
  }));
}

const bytesOf = ({ stream, group, consumer }: GroupCursor): GroupCursor =>
  ({ stream: bytesOfText(stream), group: bytesOfText(group), consumer: bytesOfText(consumer) });

/** CLIENT PAUSE: a client would wait for its end, or give up and ask again, which is what the bus does. */
const putOff = (): StoreError => new StoreError("unknown", "clients are paused");
