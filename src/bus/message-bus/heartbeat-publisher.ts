import { Buffer } from "node:buffer";
import type { Clock, Timer } from "../../kernel/clock.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Publication } from "../message.ts";
import { kindPriority } from "../topics/message-kinds.ts";
import { formatIso } from "../wire/iso-time.ts";

export interface HeartbeatPublisherOptions {
  readonly clock: Clock;
  /** Unix milliseconds of the clock's zero. */
  readonly epochUnixMs: number;
  readonly interval: Duration;
  readonly publish: (publication: Publication) => void;
}

/** NautilusTrader's topic for it. */
const TOPIC = "health:heartbeat";

/** Says at intervals that the node is there, from the first moment on: the time of day in ISO 8601, with no type. */
export class HeartbeatPublisher {
  readonly #options: HeartbeatPublisherOptions;
  #timer: Timer | undefined;

  constructor(options: HeartbeatPublisherOptions) {
    this.#options = options;
  }

  begin(): void {
    const { clock, epochUnixMs, interval, publish } = this.#options;
    const text = formatIso(BigInt(epochUnixMs) * 1_000_000n + BigInt(clock.now()));
    publish({
      topic: TOPIC, type: "", payload: Buffer.from(text), encoding: "json", priority: kindPriority("heartbeat"),
      key: TOPIC,
    });
    this.#timer = clock.after(interval, "bus.heartbeat", () => this.begin());
  }

  end(): void {
    this.#timer?.cancel();
  }
}
