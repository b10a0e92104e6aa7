import type { Duration } from "../kernel/time.ts";
import type { Publication } from "./message.ts";
import type { ProducerProbe } from "./probe.ts";
import type { LifeEnd, LifeOptions } from "./producer-life.ts";
import type { StreamStore } from "./store.ts";
import type { WireOptions } from "./wire/batch-sender.ts";

/**
 * `config` must be one that the validator takes. `jitter` gives an integer from 0 below its limit and spreads retries.
 * `onHealth` is told when the producer is in another state or has another kind of failure, and must not call back into
 * the client. `onFault` is told of a failure of the client itself, which no retry can mend.
 */
export interface BusClientOptions extends LifeOptions {
  readonly store: StreamStore;
  readonly probe: ProducerProbe;
  /** Instead of the configuration's. */
  readonly wire?: WireOptions;
}

/** A publication whose payload the client encodes. */
export interface ValuePublication extends Omit<Publication, "payload" | "encoding"> {
  readonly value: unknown;
}

export interface CloseOptions {
  /** The longest wait for what is held; what is left then is given up. Default: none. */
  readonly deadline?: Duration;
}

/** What became of what was held. */
export interface CloseOutcome {
  /** `drained`: all of it left. Otherwise why not. */
  readonly end: LifeEnd;
  /** Messages given up: counted as dropped, those of a write that is under way when its answer comes. */
  readonly leftovers: number;
}
