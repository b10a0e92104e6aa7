import type { Scheduler, TimerHandle } from "../../kernel/scheduler.ts";
import { us } from "../../kernel/time.ts";
import type { RedisServer } from "../server/server.ts";

/** Answers those who wait with a time limit at a server when the first limit is up, and so on. */
export class WaitDeadline {
  readonly #scheduler: Scheduler;
  readonly #site: number;
  /** Unix µs as the server's machine shows them. */
  readonly #nowUs: () => number;
  #set: { readonly atMs: number; readonly timer: TimerHandle } | undefined;

  constructor(scheduler: Scheduler, site: number, nowUs: () => number) {
    this.#scheduler = scheduler;
    this.#site = site;
    this.#nowUs = nowUs;
  }

  /** Somebody may have begun to wait. */
  watch(server: RedisServer): void {
    const atMs = server.deadlineMs;
    if (atMs === Infinity || (this.#set !== undefined && this.#set.atMs <= atMs)) return;
    this.forget();
    const wait = Math.max(0, us(atMs * 1_000 - this.#nowUs()));
    const timer = this.#scheduler.after(wait, this.#site, () => {
      this.#set = undefined;
      server.advance(this.#nowUs());
      this.watch(server);
    });
    this.#set = { atMs, timer };
  }

  forget(): void {
    if (this.#set !== undefined) this.#scheduler.cancel(this.#set.timer);
    this.#set = undefined;
  }
}
