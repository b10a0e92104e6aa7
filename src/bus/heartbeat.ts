import type { Clock, Timer } from "../kernel/clock.ts";
import type { Instant } from "../kernel/time.ts";
import type { HealthConfig } from "./config/producer-config.ts";

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly config: HealthConfig;
  /** Asks the store for anything. */
  readonly ask: () => Promise<unknown>;
  /** The store has answered, after so many questions in a row that it had not. */
  readonly answered: (missed: number) => void;
  /** `missed` heartbeats in a row had no answer. */
  readonly missed: (missed: number) => void;
}

/**
 * Asks a store that has not been heard of for an interval whether it is there, one question at a time, an interval from
 * question to question. A store that is gone at t has missed F heartbeats by t + F · interval + timeout: the first
 * question comes at most an interval after it was last heard of, the F-th F - 1 intervals later.
 *
 * One timer at any time; none after `stop`.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: Timer | undefined;
  #heardAt: Instant = 0;
  #missed = 0;
  /** Answers to earlier questions come too late. */
  #question = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#heardAt = this.#options.clock.monotonic();
    this.#askAt(this.#heardAt + this.#options.config.heartbeatInterval);
  }

  /** The store has answered something else. */
  heard(): void {
    this.#heardAt = this.#options.clock.monotonic();
    this.#missed = 0;
  }

  stop(): void {
    this.#question++;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #askAt(at: Instant): void {
    const { clock } = this.#options;
    this.#timer = clock.after(Math.max(0, at - clock.monotonic()), "bus.heartbeat", () => this.#due());
  }

  #due(): void {
    const { clock, config } = this.#options;
    const now = clock.monotonic();
    const due = this.#missed > 0 ? now : this.#heardAt + config.heartbeatInterval;
    if (due > now) this.#askAt(due);
    else this.#ask(now);
  }

  #ask(now: Instant): void {
    const { clock, config, ask } = this.#options;
    const question = ++this.#question;
    this.#timer = clock.after(config.heartbeatTimeout, "bus.heartbeat", () => this.#miss(question, now));
    ask().then(() => this.#answer(question), () => {
      if (question !== this.#question) return;
      // An error is no answer, but it does not have to be waited for.
      this.#timer?.cancel();
      this.#miss(question, now);
    });
  }

  #answer(question: number): void {
    if (question !== this.#question) return;
    this.#timer?.cancel();
    const missed = this.#missed;
    this.heard();
    this.#options.answered(missed);
    if (question === this.#question) this.#askAt(this.#heardAt + this.#options.config.heartbeatInterval);
  }

  #miss(question: number, askedAt: Instant): void {
    this.#question++;
    // Heard of meanwhile by way of a write: the question was lost, the store is not.
    if (this.#heardAt <= askedAt) this.#options.missed(++this.#missed);
    if (this.#question === question + 1) this.#askAt(askedAt + this.#options.config.heartbeatInterval);
  }
}
