import type { Clock, Timer } from "../kernel/clock.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Duration } from "../kernel/time.ts";
import { backOff, type Jitter } from "./back-off.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { LIVES, takeEpoch } from "./epoch.ts";
import { ProducerHealth, type ProducerHealthReport } from "./health.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { DropReason } from "./probe.ts";
import { StoreError, type ProducerEpochs, type StreamStore } from "./store.ts";

/** Who the producer is. Either it is told its epoch, or it takes one when it starts. */
export interface ProducerIdentity {
  /** Names this producer; with the epoch it scopes the sequence numbers. */
  readonly producer: string;
  /** Greater than that of every earlier life of this producer. */
  readonly epoch?: number;
  /** Where an epoch is taken from, if none is given. */
  readonly epochs?: ProducerEpochs;
  /** With `epochs`: an integer from 0 below LIVES, drawn anew for each life of the producer: see epoch.ts. */
  readonly life?: number;
}

export interface LifeOptions extends ProducerIdentity {
  readonly config: EnhancedMessageBusConfig;
  readonly clock: Clock;
  readonly store: Pick<StreamStore, "length">;
  readonly jitter: Jitter;
  readonly onHealth?: (report: ProducerHealthReport) => void;
  readonly onFault: (error: unknown) => void;
}

export interface LifeListener {
  /** The epoch is known: messages may be sent. */
  began(epoch: number): void;
  /** The store answers again. */
  heardAgain(): void;
  /** No epoch after as many attempts as the configuration allows. */
  gaveUp(): void;
}

/** How a life ended. */
export type LifeEnd = "drained" | "deadline" | "abandoned" | "fenced" | "gave-up";

/**
 * One life of a producer: its epoch, what it knows of its store, and how it ends. After `end` it has no timer, and
 * nothing that the store still answers has an effect.
 */
export class ProducerLife {
  readonly health: ProducerHealth;
  readonly #options: LifeOptions;
  readonly #listener: LifeListener;
  readonly #heartbeat: Heartbeat;
  #starting: Promise<void> | undefined;
  #pause: { readonly timer: Timer; readonly over: () => void } | undefined;
  #ended: LifeEnd | undefined;

  /** @throws {WavetankError} E_EPOCH - no epoch and nowhere to take one, or no draw to tell lives apart. */
  constructor(options: LifeOptions, listener: LifeListener) {
    this.#options = options;
    this.#listener = listener;
    const { clock, config, store, onHealth = () => {} } = options;
    assertIdentity(options);
    this.health = new ProducerHealth(clock, options.epoch !== undefined, onHealth);
    this.#heartbeat = new Heartbeat({
      clock, config: config.health,
      ask: () => store.length(config.stream),
      answered: (missed) => {
        this.health.answered();
        if (missed > 0) listener.heardAgain();
      },
      missed: (missed) => this.health.missed(missed, config.health.maxMissed),
    });
  }

  /** The epoch is known, or will be. */
  get willBegin(): boolean {
    return this.#options.epoch !== undefined || this.#starting !== undefined;
  }

  /** Why what is held at the end is dropped. */
  get dropReason(): DropReason {
    return this.#ended === "fenced" || this.#ended === "gave-up" ? this.#ended : "closed";
  }

  openIfKnown(): void {
    if (this.#options.epoch !== undefined) this.#listener.began(this.#options.epoch);
  }

  /** Once; resolves when messages may be sent, or never will be. */
  start(): Promise<void> {
    return (this.#starting ??= this.#start());
  }

  /** The store has acknowledged something. */
  stored(): void {
    this.#heartbeat.heard();
    this.health.stored();
  }

  /** A write failed for the `attempt`-th time: how this ends the life, if it does. */
  failed(error: StoreError, attempt: number): "fenced" | "gave-up" | undefined {
    const { attempts } = this.#options.config.retry;
    if (error.kind !== "unknown") this.#heartbeat.heard();
    const end = error.kind === "fenced" ? "fenced" : attempts > 0 && attempt >= attempts ? "gave-up" : undefined;
    this.health.failed(error, attempt, end);
    return end;
  }

  closing(): void {
    this.health.closing();
  }

  end(end: LifeEnd): void {
    this.#ended = end;
    this.#heartbeat.stop();
    this.#pause?.timer.cancel();
    this.#pause?.over();
    if (end !== "fenced" && end !== "gave-up") this.health.closed();
  }

  async #start(): Promise<void> {
    const { epoch, epochs } = this.#options;
    if (epoch === undefined && epochs !== undefined) await this.#takeEpoch(epochs);
    if (this.#ended === undefined) this.#heartbeat.start();
  }

  async #takeEpoch(epochs: ProducerEpochs): Promise<void> {
    const { config, producer, life = 0, jitter } = this.#options;
    for (let attempt = 1; this.#ended === undefined; attempt++) {
      try {
        const epoch = await takeEpoch(epochs, { stream: config.stream, producer, life });
        if (this.#ended === undefined) {
          this.health.started();
          this.#listener.began(epoch);
        }
        return;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (this.failed(error, attempt) !== undefined) this.#listener.gaveUp();
        else await this.#wait(backOff(config.retry, attempt, jitter));
      }
    }
  }

  /** A sleep that the end cuts short. */
  #wait(delay: Duration): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const over = (): void => {
        this.#pause = undefined;
        resolve();
        // A timer settles nothing that a scheduler knows of. The sleep does.
        void clock.sleep(0, "bus.epoch");
      };
      this.#pause = { timer: clock.after(delay, "bus.epoch", over), over };
    });
  }
}

function assertIdentity({ epoch, epochs, life }: ProducerIdentity): void {
  if (epoch !== undefined) return;
  if (epochs === undefined)
    throw new WavetankError("E_EPOCH", "a producer without an epoch", {
      expected: "an epoch, or a store to take one from",
    });
  if (life !== undefined && Number.isInteger(life) && life >= 0 && life < LIVES) return;
  throw new WavetankError("E_EPOCH", `the life's draw is ${String(life)}`, {
    expected: `an integer from 0 to ${LIVES - 1}, drawn anew for each life of the producer`,
  });
}
