import type { Service } from "../wire/service.ts";

const PERIOD_MS = 100;
/** At most this share of the time goes into looking for what has expired. */
const SHARE = 20;

/** Removes keys whose time has passed though nobody asks for them, ten times a second as a server does. */
export class ExpiryCycle {
  readonly #service: Service;
  readonly #timer: NodeJS.Timeout;
  #restUntil = 0;

  constructor(service: Service) {
    this.#service = service;
    this.#timer = setInterval(() => this.#sweep(), PERIOD_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const start = performance.now();
    if (start < this.#restUntil) return;
    if (!this.#service.server.databases.some(({ expiring }) => expiring > 0)) return;
    this.#service.advance();
    const end = performance.now();
    this.#restUntil = end + (end - start) * SHARE;
  }
}
