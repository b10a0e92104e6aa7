import {
  StoreError, type AppendOptions, type AppendOutcome, type Fields, type StreamStore, type WriteMode,
} from "../store.ts";
import type { EntryWriter, OutgoingMessage, Producer } from "./entry-writer.ts";
import { entryWriter, type Layout } from "./layout.ts";

/** How a producer's messages get into the stream. */
export interface WireOptions {
  readonly layout: Layout;
  readonly mode: WriteMode;
  /**
   * The server keeps the producer's epoch and place: it refuses an earlier life of the producer, and drops what is sent
   * again although it had arrived. Appends go by a script then, whatever `mode` says.
   */
  readonly fenced: boolean;
}

export const DEFAULT_WIRE: WireOptions = { layout: "enhanced", mode: "pipeline", fenced: false };

export interface BatchSenderOptions extends Producer {
  readonly store: StreamStore;
  readonly stream: string;
  readonly wire: WireOptions;
}

/**
 * Writes batches, one at a time. A batch whose outcome is unknown must be sent again, unchanged, before any other: its
 * entries then have the numbers that they had.
 */
export class BatchSender {
  readonly #options: BatchSenderOptions;
  readonly #writer: EntryWriter;
  /** Entries applied in this life of the producer. */
  #applied = 0;
  #entries: readonly Fields[] = [];
  /** One entry a message, in the layout and the way that a store in the same process knows by itself. */
  readonly #asMessages: boolean;

  constructor(options: BatchSenderOptions) {
    this.#options = options;
    const { layout, mode, fenced } = options.wire;
    this.#asMessages =
      layout === "enhanced" && mode === "pipeline" && !fenced && options.store.appendMessages !== undefined;
    this.#writer = entryWriter(options.wire.layout, options);
  }

  /** What the store says, counted in entries: give it to `stored`. @throws {StoreError} the outcome is unknown. */
  send(messages: readonly OutgoingMessage[]): Promise<AppendOutcome> {
    const { store, stream } = this.#options;
    this.#entries = this.#writer.write(messages);
    return store.append(stream, this.#entries, this.#append());
  }

  /**
   * As `send`, but tells `settled`; a store in the same process gets the messages as they are, and needs no promise.
   */
  begin(messages: readonly OutgoingMessage[], settled: (outcome: AppendOutcome | StoreError) => void): void {
    const { store, stream } = this.#options;
    if (this.#asMessages && store.appendMessages !== undefined)
      store.appendMessages(stream, messages, this.#options, settled);
    else this.send(messages).then(settled, (error: unknown) => settled(asStoreError(error)));
  }

  /** How many messages of the batch the first `entries` of its entries carry; they are not sent again. */
  stored(entries: number): number {
    this.#applied += entries;
    return this.#asMessages ? entries : this.#writer.carried(this.#entries, entries);
  }

  #append(): AppendOptions {
    const { wire: { mode, fenced }, producer, epoch } = this.#options;
    return fenced ? { mode, fence: { producer, epoch, sequence: this.#applied + 1 } } : { mode };
  }
}

const asStoreError = (error: unknown): StoreError =>
  error instanceof StoreError ? error : new StoreError("unknown", String(error));
