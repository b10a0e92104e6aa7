import type { Clock } from "../../kernel/clock.ts";
import { ms, type Duration } from "../../kernel/time.ts";
import type { EntryId } from "../entry-id.ts";
import type { ConsumedMessage } from "../message.ts";
import type { StreamCursor, StreamEntry, StreamTail } from "../store.ts";
import { EntryReader } from "./entry-reader.ts";
import { StreamPosition } from "./stream-position.ts";
import { priorityRule, type PriorityRule } from "./foreign-priority.ts";

/** Where reading begins: after an entry, or after whatever is there at the start. */
export interface ExternalStream {
  readonly stream: string;
  readonly after: EntryId | "newest";
}

export interface ExternalStreamsOptions {
  readonly streams: readonly ExternalStream[];
  readonly store: StreamTail;
  readonly clock: Clock;
  /** Takes a message to the local bus, where it is not to be published again. */
  readonly handler: (message: ConsumedMessage, stream: string) => void | Promise<void>;
  /** Producers whose messages are echoes: what this bus has published itself. */
  readonly own: ReadonlySet<string>;
  readonly probe: ExternalProbe;
  readonly priorityRule?: PriorityRule;
  /** Entries of a stream that one read brings at most. */
  readonly count?: number;
  readonly block?: Duration;
}

/** What happens to entries that are not handed on. */
export interface ExternalProbe {
  echo(stream: string, message: ConsumedMessage): void;
  /** The entry carries no message; reading goes on behind it. */
  unreadable(stream: string, entry: StreamEntry, error: unknown): void;
  handlerFailed(stream: string, message: ConsumedMessage, error: unknown): void;
  storeFailed(error: unknown): void;
  /**
   * The stream lost entries that were read, in a failover: it is read on after `last`, the newest that it still has.
   */
  rewound(stream: string, cursor: EntryId, last: EntryId): void;
}

const COUNT = 1_000;
const BLOCK = ms(100);
const STORE_RETRY = ms(50);

/**
 * Reads streams of other buses with a cursor each and no group, so that their own consumers notice nothing. Messages of
 * one stream come in its order; a cursor moves on when all messages of the entry have been handled. Nothing is lost
 * over failures of the store, unless it was trimmed meanwhile; after a restart give the cursors that `cursors` showed.
 */
export class ExternalStreams {
  readonly #options: ExternalStreamsOptions;
  readonly #readers = new Map<string, EntryReader>();
  readonly #positions = new Map<string, StreamPosition>();
  #running = false;
  /** A failover may have taken entries that were read: the cursors are compared with the streams before reading on. */
  #suspect = false;

  constructor(options: ExternalStreamsOptions) {
    this.#options = options;
    const { streams, priorityRule: rule = priorityRule() } = options;
    for (const { stream, after } of streams) {
      this.#readers.set(stream, new EntryReader(stream, rule));
      if (after !== "newest") this.#positions.set(stream, new StreamPosition(stream, after));
    }
  }

  /** The last entry of each stream that is done with; to be kept by who wants to go on from there. */
  get cursors(): readonly StreamCursor[] {
    return [...this.#positions].map(([stream, { cursor }]) => ({ stream, after: cursor }));
  }

  /** Reads until `stop`. Resolves when the last batch is done with. */
  async start(): Promise<void> {
    this.#running = true;
    while (this.#running) {
      try {
        await this.#place();
        await this.#readOnce();
      } catch (error) {
        this.#options.probe.storeFailed(error);
        this.#suspect = true;
        await this.#options.clock.sleep(STORE_RETRY, "external.store-retry");
      }
    }
  }

  stop(): void {
    this.#running = false;
  }

  /** Gives every stream a position, and after a failure makes sure that the stream still has what was read of it. */
  async #place(): Promise<void> {
    const { streams, store, probe } = this.#options;
    for (const { stream } of streams) {
      const position = this.#positions.get(stream);
      if (position === undefined) {
        this.#positions.set(stream, new StreamPosition(stream, await store.lastId(stream)));
      } else if (this.#suspect) {
        const { cursor } = position;
        if (await position.verify(store)) probe.rewound(stream, cursor, position.cursor);
      }
    }
    this.#suspect = false;
  }

  async #readOnce(): Promise<void> {
    const { store, count = COUNT, block = BLOCK } = this.#options;
    const found = await store.readAfter(this.cursors, { count, block });
    for (const [stream, entries] of found) {
      for (const entry of entries) {
        await this.#take(stream, entry);
        (this.#positions.get(stream) as StreamPosition).pass(entry);
      }
    }
  }

  async #take(stream: string, entry: StreamEntry): Promise<void> {
    const { handler, own, probe } = this.#options;
    let messages: readonly ConsumedMessage[];
    try {
      messages = (this.#readers.get(stream) as EntryReader).read(entry);
    } catch (error) {
      probe.unreadable(stream, entry, error);
      return;
    }
    for (const message of messages) {
      if (isOwn(message, own)) {
        probe.echo(stream, message);
        continue;
      }
      try {
        await handler(message, stream);
      } catch (error) {
        probe.handlerFailed(stream, message, error);
      }
    }
  }
}

/** Whether one of these producers wrote the message. A foreign message is nobody's, whatever its stream is called. */
export const isOwn = ({ foreign, producer }: ConsumedMessage, own: ReadonlySet<string>): boolean =>
  !foreign && own.has(producer);
