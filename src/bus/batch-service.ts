import type { Clock, Timer } from "../kernel/clock.ts";
import { backOff, type Jitter } from "./back-off.ts";
import type { RetryConfig } from "./config/enhanced-config.ts";
import type { BusMessage } from "./message.ts";
import type { Batch } from "./outbox.ts";
import { StoreError } from "./store.ts";
import type { BatchSender } from "./wire/batch-sender.ts";

/** What becomes of a batch, as it happens. */
export interface ServiceListener {
  /** An attempt begins. */
  sent(batch: Batch): void;
  stored(messages: readonly BusMessage[], attempt: number): void;
  /** What is left of the batch was not acknowledged. True: it is tried again after a wait. */
  failed(batch: Batch, error: StoreError): boolean;
  /** These will not be tried again; some earlier attempt may have got them into the stream. */
  givenUp(messages: readonly BusMessage[]): void;
  /** The batch is done with: the next may begin. */
  done(): void;
}

export interface BatchServiceOptions {
  readonly clock: Clock;
  readonly retry: RetryConfig;
  readonly jitter: Jitter;
  readonly listener: ServiceListener;
  readonly onFault: (error: unknown) => void;
}

/**
 * Sees one batch at a time through to its end: a write whose outcome is unknown is sent again until it is acknowledged,
 * with the same sequence numbers, and after a partial write the rest. A batch is never passed by, for the server counts
 * what it gets: an attempt that was given up and had arrived after all would stand for the next.
 */
export class BatchService {
  readonly #options: BatchServiceOptions;
  #sender: BatchSender | undefined;
  #batch: Batch | undefined;
  #retry: Timer | undefined;
  #stopped = false;

  constructor(options: BatchServiceOptions) {
    this.#options = options;
  }

  /** False while there is a batch in service, before `open`, and after `stop`. */
  get free(): boolean {
    return this.#batch === undefined && this.#sender !== undefined && !this.#stopped;
  }

  open(sender: BatchSender): void {
    this.#sender = sender;
  }

  begin(batch: Batch): void {
    this.#batch = batch;
    this.#send(batch);
  }

  /** Ends the wait before the next attempt, if there is one. */
  hurry(): void {
    if (this.#retry === undefined || this.#batch === undefined) return;
    this.#retry.cancel();
    this.#retry = undefined;
    this.#send(this.#batch);
  }

  /** No further attempt: what waits for one is given up now, what is under way if it fails. */
  stop(): void {
    this.#stopped = true;
    const batch = this.#batch;
    if (this.#retry === undefined || batch === undefined) return;
    this.#retry.cancel();
    this.#retry = undefined;
    this.#giveUp(batch);
  }

  #send(batch: Batch): void {
    const sender = this.#sender as BatchSender;
    batch.attempt++;
    this.#options.listener.sent(batch);
    sender.begin(batch.messages, (outcome) => {
      try {
        if (outcome instanceof StoreError) this.#settle(batch, 0, outcome);
        else this.#settle(batch, sender.stored(outcome.applied), outcome.refused);
      } catch (error) {
        this.#options.onFault(error);
      }
    });
  }

  #settle(batch: Batch, stored: number, refused: StoreError | undefined): void {
    const { messages } = batch;
    const { listener } = this.#options;
    if (stored > 0) listener.stored(messages.splice(0, stored), batch.attempt);
    if (messages.length === 0) {
      this.#batch = undefined;
      listener.done();
      return;
    }
    const isTriedAgain = listener.failed(
      batch, refused ?? new StoreError("refused", "the store acknowledged too little"),
    );
    if (this.#stopped || !isTriedAgain) this.#giveUp(batch);
    else this.#tryLater(batch);
  }

  #tryLater(batch: Batch): void {
    const { clock, retry, jitter } = this.#options;
    this.#retry = clock.after(backOff(retry, batch.attempt, jitter), "bus.retry", () => {
      this.#retry = undefined;
      this.#send(batch);
    });
  }

  #giveUp(batch: Batch): void {
    this.#batch = undefined;
    this.#options.listener.givenUp(batch.messages);
    this.#options.listener.done();
  }
}
