import type { EntryId } from "../../bus/entry-id.ts";
import type { AppendOutcome, GroupCursor, ReadRequest, StreamEntry } from "../../bus/store.ts";
import type { Duration } from "../../kernel/time.ts";
import { bytesOfText, type Bytes } from "../server/bytes.ts";
import { Blocked, type BlockedOptions, type CommandContext } from "../server/command.ts";
import { NULL_ARRAY, OK, ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import type { HeldEntry } from "../streams/entry.ts";
import { PAUSED, storeErrorOf } from "./asked.ts";
import type { Fate } from "./link-faults.ts";
import { SERVICE_COST } from "./service-cost.ts";
import type { Answer, Call } from "./store-connection.ts";
import { acknowledgeEntries, appendEntries, readNewEntries } from "./stream-operations.ts";

const NONE: readonly StreamEntry[] = [];
const NS_PER_MS = 1_000_000;

export const bytesOf = ({ stream, group, consumer }: GroupCursor): GroupCursor =>
  ({ stream: bytesOfText(stream), group: bytesOfText(group), consumer: bytesOfText(consumer) });

/** A stream as the server knows it, made once and not for every call. */
export class StreamPlace {
  readonly stream: string;
  readonly key: Bytes;
  /** What the server's gates are asked about. */
  readonly gated: readonly Bytes[];

  constructor(stream: string) {
    this.stream = stream;
    this.key = bytesOfText(stream);
    this.gated = ["XADD", this.key, "*", "", ""];
  }
}

export interface Appending {
  readonly entries: readonly HeldEntry[];
  /** How many of them reach the server. */
  readonly count: number;
  /** What the client pays for: all of them. */
  readonly fate: Fate;
  /** Told when they are in the stream. */
  readonly told: (count: number, server: RedisServer) => void;
}

/** XADD of each entry, in one round trip. */
export class AppendCall implements Call<AppendOutcome> {
  readonly what = "XADD";
  readonly fate: Fate;
  readonly #place: StreamPlace;
  readonly #appending: Appending;

  constructor(place: StreamPlace, appending: Appending) {
    this.#place = place;
    this.#appending = appending;
    this.fate = appending.fate;
  }

  cost(): Duration {
    return SERVICE_COST.call + this.#appending.entries.length * SERVICE_COST.appendEntry;
  }

  work(server: RedisServer, session: Session, nowUs: number, answer: Answer<AppendOutcome>): void {
    const outcome = server.act(session, this.#place.gated, nowUs, (context) => this.#append(context, server));
    if (typeof outcome === "number") answer({ applied: outcome, refused: undefined });
    else answer(outcome instanceof ReplyError ? { applied: 0, refused: storeErrorOf(outcome) } : storeErrorOf(PAUSED));
  }

  #append(context: CommandContext, server: RedisServer): number {
    const { entries, count, told } = this.#appending;
    const applied = appendEntries(
      context, this.#place.key, count === entries.length ? entries : entries.slice(0, count),
    );
    told(applied, server);
    return applied;
  }
}

/** A reader's place as the server knows it, made once and not for every call. */
export class ReaderPlace {
  readonly at: GroupCursor;
  readonly cursor: GroupCursor;
  readonly keys: readonly Bytes[];
  readonly gated: readonly Bytes[];

  constructor(at: GroupCursor) {
    this.at = at;
    const { stream, group, consumer } = (this.cursor = bytesOf(at));
    this.keys = [stream];
    this.gated = ["XREADGROUP", "GROUP", group, consumer, "STREAMS", stream, ">"];
  }
}

/** XACK of what is acknowledged and XREADGROUP, in one round trip. Without entries it waits at the server. */
export class ReadCall implements Call<readonly StreamEntry[]>, BlockedOptions {
  readonly what = "XREADGROUP";
  readonly readsStreams = "in a group";
  readonly timedOut = NULL_ARRAY;
  readonly fate: Fate;
  readonly patience: Duration;
  readonly timeoutMs: number;
  readonly keys: readonly Bytes[];
  readonly #place: ReaderPlace;
  readonly #count: number;
  readonly #acknowledge: readonly EntryId[];
  readonly #onAcknowledged: ((count: number) => void) | undefined;
  #taken = NONE;

  constructor(
    place: ReaderPlace, { count, block, acknowledge }: ReadRequest, fate: Fate,
    onAcknowledged: ((count: number) => void) | undefined,
  ) {
    this.#place = place;
    this.#count = count;
    this.#acknowledge = acknowledge;
    this.#onAcknowledged = onAcknowledged;
    this.fate = fate;
    this.patience = block;
    this.keys = place.keys;
    this.timeoutMs = Math.ceil(block / NS_PER_MS);
  }

  cost(): Duration {
    return (
      SERVICE_COST.call +
      this.#acknowledge.length * SERVICE_COST.acknowledgeEntry +
      this.#taken.length * SERVICE_COST.readEntry
    );
  }

  work(server: RedisServer, session: Session, nowUs: number, answer: Answer<readonly StreamEntry[]>): void {
    const outcome = server.act(session, this.#place.gated, nowUs, (context) => this.#acknowledgeAndTake(context));
    if (outcome instanceof ReplyError) answer(storeErrorOf(outcome));
    else if (outcome instanceof Blocked) answer(storeErrorOf(PAUSED));
    else if (outcome.length > 0 || this.patience === 0) answer(outcome);
    else server.block(session, new Blocked(this));
  }

  /** The stream has something for those who wait. */
  retry(context: CommandContext): Reply | undefined {
    return this.#take(context).length > 0 ? OK : undefined;
  }

  delivered(): readonly StreamEntry[] {
    return this.#taken;
  }

  #acknowledgeAndTake(context: CommandContext): readonly StreamEntry[] {
    if (this.#acknowledge.length > 0) {
      const acknowledged = acknowledgeEntries(context, this.#place.cursor, this.#acknowledge);
      this.#onAcknowledged?.(acknowledged);
    }
    return this.#take(context);
  }

  #take(context: CommandContext): readonly StreamEntry[] {
    return (this.#taken = readNewEntries(context, this.#place.cursor, this.#count) ?? NONE);
  }
}
