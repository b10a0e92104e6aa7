import { hashName, hashWords } from "../kernel/hash.ts";
import type { Instant } from "../kernel/time.ts";
import type { TracingConfig } from "./config/producer-config.ts";

/**
 * A stretch of a message's way, in this order:
 *
 * - `published`: from the call to its acceptance; longer than nothing if the caller waited for room.
 * - `buffered`: from the acceptance to the first attempt at a write.
 * - `sent`: a failed attempt, from its beginning to its failure. Between attempts the producer waits.
 * - `stored`: the attempt that was acknowledged, from its beginning to the acknowledgement.
 * - `delivered`: from the entry's arrival at a consumer to the call of the handler.
 * - `handled`: the handler's, to the end of what it returned.
 */
export type TraceStep = "published" | "buffered" | "sent" | "stored" | "delivered" | "handled";

export interface TraceSpan {
  /** Of the message: see `traceId`. Producer and consumers name a message alike, with nothing added to the entry. */
  readonly trace: string;
  readonly step: TraceStep;
  /** On the monotonic clock of the node that tells it. */
  readonly from: Instant;
  readonly to: Instant;
  /** Of the write, or of the handler; from 1. */
  readonly attempt: number;
}

export const traceId = (producer: string, epoch: number, sequence: number): string =>
  `${producer}/${epoch}/${sequence}`;

const MILLION = 1_000_000;

/**
 * Which messages of one producer's life are followed. The sequence numbers are cut into stretches of equal length as
 * nearly as whole numbers allow, `samplesPerMillion` of them in a million numbers, and one number of each is drawn: so
 * n messages hold the floor or the ceiling of n · samplesPerMillion / 1,000,000 samples, exactly that many if it is a
 * whole number, and no rhythm of the traffic can hide from them.
 */
export class TraceSampler {
  readonly #rate: number;
  readonly #seed: number;
  readonly #life: number;

  constructor({ enabled, samplesPerMillion, seed }: TracingConfig, producer: string, epoch: number) {
    this.#rate = enabled ? samplesPerMillion : 0;
    this.#seed = seed;
    this.#life = hashWords(seed, hashName(producer), epoch);
  }

  /** `sequence` counts from 1. */
  follows(sequence: number): boolean {
    const rate = this.#rate;
    if (rate === 0) return false;
    // A million numbers hold a whole number of stretches, so products stay below 10^12.
    const block = Math.floor((sequence - 1) / MILLION);
    const place = (sequence - 1) - block * MILLION;
    const stretch = Math.floor((place * rate) / MILLION);
    const from = Math.ceil((stretch * MILLION) / rate);
    const to = Math.ceil(((stretch + 1) * MILLION) / rate);
    const drawn = hashWords(this.#seed, this.#life, block * MILLION + stretch);
    return place === from + Math.floor((drawn / 4_294_967_296) * (to - from));
  }
}
