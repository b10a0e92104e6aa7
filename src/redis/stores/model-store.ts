import { formatEntryId, parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import type {
  AppendOptions, AppendOutcome, ClaimOutcome, Fence, Fields, GroupCursor, GroupPosition, ProducerEpochs, ReadRequest,
  Sender, SentMessage, StoreError, StreamAdmin, StreamEntry, StreamInfo, StreamStore, TrimRequest,
} from "../../bus/store.ts";
import { EnhancedWriter } from "../../bus/wire/single-layouts.ts";
import type { Duration } from "../../kernel/time.ts";
import { bytesOfText } from "../server/bytes.ts";
import { Blocked } from "../server/command.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import { asked, PAUSED, storeErrorOf } from "./asked.ts";
import { LinkFaults, type LinkConditions } from "./link-faults.ts";
import * as admin from "./model-admin.ts";
import { MessageForms } from "./message-entry.ts";
import { entriesOfReply, groupName, groupOfReply, idsOfReply } from "./model-reply.ts";
import { epochCall, fencedCall } from "./model-scripts.ts";
import { SERVICE_COST } from "./service-cost.ts";
import { StoreConnection, type Call, type ConnectionOptions } from "./store-connection.ts";
import { AppendCall, bytesOf, ReadCall, ReaderPlace, StreamPlace, type Appending } from "./stream-calls.ts";
import { acknowledgeEntries } from "./stream-operations.ts";
import { storedFields } from "./text-fields.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import type { HeldEntry } from "../streams/entry.ts";

export interface ModelStoreOptions extends Omit<ConnectionOptions, "faults"> {
  /** Told when the server takes entries off the pending list. */
  readonly onAcknowledged?: (count: number) => void;
  /** Told when entries are applied at the server, before anybody else can see them. */
  readonly onApplied?: (stream: string, entries: readonly Fields[], server: RedisServer) => void;
  /** The same of messages that were appended as such; without it `onApplied` gets what their fields are. */
  readonly onMessagesApplied?: (stream: string, messages: readonly SentMessage[], server: RedisServer) => void;
  /** Default: the faults of the sites `fault.<node>.…`. */
  readonly faults?: LinkConditions;
}

const NS_PER_MS = 1_000_000;

/** What a server does in one call; an error is its answer. */
type Step<T> = (server: RedisServer, session: Session, nowUs: number) => T | ReplyError;

/**
 * A stream store on a deployment of the model, over two simulated connections: one for reads that block, one for all
 * else. Appending and reading go to the model's streams directly, as one command of each kind would; the rest goes as
 * commands. The links can lose, repeat, delay and cut, each a keyed decision that is off by default.
 */
export class ModelStore implements StreamStore, StreamAdmin, ProducerEpochs {
  readonly #options: ModelStoreOptions;
  readonly #faults: LinkConditions;
  readonly #forms = new MessageForms();
  /** Where was appended and read last, which is nearly always where it will be next. */
  #place = new StreamPlace("");
  #reader: ReaderPlace | undefined;
  readonly #commands: StoreConnection;
  readonly #reads: StoreConnection;
  #roundTrips = 0;
  #commandCount = 0;

  constructor(options: ModelStoreOptions) {
    this.#options = options;
    this.#faults = options.faults ?? new LinkFaults(options.node, options.decisions);
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
    return this.#commands.call(
      this.#appendCall(stream, entries.map(storedFields), mode === "script", (count, server) => {
        this.#options.onApplied?.(stream, prefix(entries, count), server);
      }),
    );
  }

  appendMessages(
    stream: string, messages: readonly SentMessage[], sender: Sender,
    settled: (outcome: AppendOutcome | StoreError) => void,
  ): void {
    const entries = this.#forms.entriesOf(messages, sender);
    const sent = entries ?? [...messages];
    const held = entries ?? new EnhancedWriter(sender).write(messages).map(storedFields);
    this.#commands.begin(
      this.#appendCall(stream, held, false, (count, server) => {
        const { onMessagesApplied, onApplied } = this.#options;
        if (onMessagesApplied !== undefined) onMessagesApplied(stream, prefix(sent, count), server);
        else onApplied?.(stream, new EnhancedWriter(sender).write(prefix(sent, count)), server);
      }),
      settled,
    );
  }

  /** XADD of each, or a script for all. */
  #appendCall(stream: string, entries: readonly HeldEntry[], isScript: boolean, told: Appending["told"]): AppendCall {
    const reached = this.#faults.appliedPrefix(entries.length);
    const isCut = reached < entries.length;
    this.#count(isScript ? 1 : entries.length);
    // A script is applied in full or not at all: only its reply can be cut off.
    const count = isScript ? entries.length : reached;
    if (this.#place.stream !== stream) this.#place = new StreamPlace(stream);
    return new AppendCall(this.#place, { entries, count, fate: isCut ? "reply-lost" : this.#fate(), told });
  }

  takeEpoch(stream: string, producer: string): Promise<number> {
    const call = epochCall(stream, producer);
    return this.#ask("EVALSHA", 1, (server, session, nowUs) => call(server, session, nowUs) as number | ReplyError);
  }

  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists"> {
    return this.#ask("XGROUP CREATE", 1, (server, session, nowUs) => {
      const reply = asked(server, session, nowUs, [
        "XGROUP", "CREATE", bytesOfText(stream), bytesOfText(group), from, "MKSTREAM",
      ]);
      if (!(reply instanceof ReplyError)) return "created";
      return reply.message.startsWith("BUSYGROUP") ? "exists" : reply;
    });
  }

  readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]> {
    if (this.#reader?.at !== at) this.#reader = new ReaderPlace(at);
    this.#count(request.acknowledge.length > 0 ? 2 : 1);
    return this.#reads.call(new ReadCall(this.#reader, request, this.#fate(), this.#options.onAcknowledged));
  }

  readPending(
    at: GroupCursor, count: number, after: EntryId, acknowledge: readonly EntryId[] = [],
  ): Promise<readonly StreamEntry[]> {
    const { stream, group, consumer } = bytesOf(at);
    const command = [
      "XREADGROUP", "GROUP", group, consumer, "COUNT", String(count), "STREAMS", stream, formatEntryId(after),
    ];
    this.#count(acknowledge.length > 0 ? 2 : 1);
    const work = (server: RedisServer, session: Session, nowUs: number): readonly StreamEntry[] | ReplyError => {
      const acknowledged = acknowledge.length === 0 ? 0 : this.#acknowledge(server, session, nowUs, at, acknowledge);
      if (acknowledged instanceof ReplyError) return acknowledged;
      const reply = asked(server, session, nowUs, command);
      if (reply instanceof ReplyError) return reply;
      const [[, entries] = [stream, []]] = reply as readonly (readonly [string, Reply])[];
      return entriesOfReply(entries);
    };
    return this.#reads.call(this.#call("XREADGROUP history", work, acknowledge.length * SERVICE_COST.acknowledgeEntry));
  }

  acknowledge(stream: string, group: string, ids: readonly EntryId[]): Promise<number> {
    if (ids.length === 0) return Promise.resolve(0);
    const at = { stream, group, consumer: "" };
    return this.#ask(
      "XACK", 1, (server, session, nowUs) => this.#acknowledge(server, session, nowUs, at, ids),
      ids.length * SERVICE_COST.acknowledgeEntry,
    );
  }

  #acknowledge(
    server: RedisServer, session: Session, nowUs: number, at: GroupCursor, ids: readonly EntryId[],
  ): number | ReplyError {
    const cursor = bytesOf(at);
    const outcome = server.act(session, ["XACK", cursor.stream, cursor.group, "0"], nowUs, (context) =>
      acknowledgeEntries(context, cursor, ids),
    );
    if (typeof outcome === "number") this.#options.onAcknowledged?.(outcome);
    return outcome instanceof Blocked ? PAUSED : outcome;
  }

  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome> {
    const { stream, group, consumer } = bytesOf(at);
    const idleMs = String(Math.ceil(idle / NS_PER_MS));
    const command = ["XAUTOCLAIM", stream, group, consumer, idleMs, formatEntryId(cursor), "COUNT", String(count)];
    return this.#ask("XAUTOCLAIM", 1, (server, session, nowUs) => {
      const reply = asked(server, session, nowUs, command);
      if (reply instanceof ReplyError) return reply;
      const [next, entries, vanished] = reply as readonly [string, Reply, Reply];
      return { cursor: parseEntryId(next), entries: entriesOfReply(entries), vanished: idsOfReply(vanished) };
    });
  }

  groups(stream: string): Promise<readonly GroupPosition[]> {
    const key = bytesOfText(stream);
    return this.#ask("XINFO GROUPS", 2, (server, session, nowUs) => {
      const groups = asked(server, session, nowUs, ["XINFO", "GROUPS", key]);
      if (groups instanceof ReplyError) return groups.message === "ERR no such key" ? [] : groups;
      return (groups as readonly Reply[]).map((group) =>
        groupOfReply(group, asked(server, session, nowUs, ["XPENDING", key, groupName(group)])),
      );
    });
  }

  length(stream: string): Promise<number> {
    return this.#ask(
      "XLEN", 1, (server, session, nowUs) => asked(server, session, nowUs, ["XLEN", bytesOfText(stream)]) as number,
    );
  }

  firstId(stream: string, from?: EntryId): Promise<EntryId | undefined> {
    const command = ["XRANGE", bytesOfText(stream), from === undefined ? "-" : formatEntryId(from), "+", "COUNT", "1"];
    return this.#ask("XRANGE", 1, (server, session, nowUs) => {
      const reply = asked(server, session, nowUs, command);
      return reply instanceof ReplyError ? reply : entriesOfReply(reply)[0];
    });
  }

  trim({ stream, maxLength = 0, minId, approximate, limit }: TrimRequest): Promise<number> {
    const threshold =
      minId === undefined
        ? ["MAXLEN", approximate ? "~" : "=", String(maxLength)]
        : ["MINID", approximate ? "~" : "=", formatEntryId(minId)];
    const command = [
      "XTRIM", bytesOfText(stream),
      ...threshold,
      ...(limit === undefined ? [] : ["LIMIT", String(limit)]),
    ];
    return this.#ask("XTRIM", 1, (server, session, nowUs) => asked(server, session, nowUs, command) as number);
  }

  createStream(stream: string): Promise<"created" | "exists"> {
    return this.#ask("XGROUP CREATE", 3, admin.createStream(stream));
  }

  deleteStream(stream: string, { marks } = { marks: false }): Promise<boolean> {
    return this.#ask("UNLINK", 1, admin.deleteStream(stream, marks));
  }

  streamInfo(stream: string): Promise<StreamInfo | undefined> {
    return this.#ask("XINFO STREAM", 1, admin.streamInfo(stream));
  }

  firstIds(stream: string, count: number): Promise<readonly EntryId[]> {
    return this.#ask("XRANGE", 1, admin.firstIds(stream, count), count * SERVICE_COST.readEntry);
  }

  destroyGroup(stream: string, group: string): Promise<boolean> {
    return this.#ask("XGROUP DESTROY", 1, admin.destroyGroup(stream, group));
  }

  moveGroup(stream: string, group: string, after: EntryId): Promise<void> {
    return this.#ask<void>("XGROUP SETID", 1, admin.moveGroup(stream, group, after));
  }

  #appendFenced(stream: string, entries: readonly Fields[], fence: Fence): Promise<AppendOutcome> {
    const call = fencedCall(stream, entries, fence);
    return this.#ask<AppendOutcome>(
      "EVALSHA", 1,
      (server, session, nowUs) => {
        const reply = call(server, session, nowUs);
        if (reply instanceof ReplyError) return { applied: 0, refused: storeErrorOf(reply) };
        // An id for each entry that was new, null for those that were there already.
        this.#options.onApplied?.(stream, entries.filter((_, i) => (reply as readonly Reply[])[i] !== null), server);
        return { applied: entries.length, refused: undefined };
      },
      entries.length * SERVICE_COST.appendEntry,
    );
  }

  /** One call that is answered at once. */
  #ask<T>(what: string, commands: number, step: Step<T>, cost: Duration = 0): Promise<T> {
    this.#count(commands);
    return this.#commands.call(this.#call(what, step, cost));
  }

  #call<T>(what: string, step: Step<T>, cost: Duration = 0): Call<T> {
    return {
      what, cost: () => SERVICE_COST.call + cost, fate: this.#fate(),
      work: (server, session, nowUs, answer) => {
        const outcome = step(server, session, nowUs);
        answer(outcome instanceof ReplyError ? storeErrorOf(outcome) : outcome);
      },
    };
  }

  #fate(): ReturnType<LinkConditions["fate"]> {
    return this.#faults.fate(this.#options.scheduler.now);
  }

  #count(commands: number): void {
    this.#roundTrips++;
    this.#commandCount += commands;
  }
}

const prefix = <T,>(items: readonly T[], count: number): readonly T[] =>
  count === items.length ? items : items.slice(0, count);
