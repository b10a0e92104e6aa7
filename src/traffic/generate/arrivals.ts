import type { RandomStream } from "../../kernel/random.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import { CLUSTER_GAP, CLUSTER_GAP_MEAN, CLUSTER_SIZES, EXPONENTIAL, EXPONENTIAL_MEAN, sample,
  type Clustering } from "./quantiles.ts";

/** A span in which events come `times` as fast. */
export interface Surge {
  readonly at: Instant;
  readonly lasting: Duration;
  readonly times: number;
}

/** Inside a cluster, gaps are this many times shorter than the mean gap. */
const CLUSTER_HASTE = 20;

/**
 * When the events of one instrument happen: clusters that start at random, with heavy-tailed sizes and short gaps
 * inside. The integer counterpart of a Hawkes process with several time scales. Every gap is a multiple of the mean
 * gap, so the shape of the traffic is the same at any rate, and a surge is a clock that runs faster.
 */
export class Arrivals {
  readonly #stream: RandomStream;
  readonly #sizes: readonly number[];
  readonly #meanGap: Duration;
  readonly #meanPause: Duration;
  readonly #surges: readonly Surge[];
  #leftInCluster = 0;

  /** @param surges - In order of `at`, not overlapping. */
  constructor(stream: RandomStream, eventsPerSecond: number, clustering: Clustering, surges: readonly Surge[]) {
    this.#stream = stream;
    this.#sizes = CLUSTER_SIZES[clustering];
    this.#surges = surges;
    this.#meanGap = Math.floor(1_000_000_000 / eventsPerSecond);
    const meanSize = this.#sizes.reduce((sum, size) => sum + size, 0) / this.#sizes.length;
    this.#meanPause = Math.floor(this.#meanGap * (meanSize - (meanSize - 1) / CLUSTER_HASTE));
  }

  /** The instant of the event that follows one at `from`. Not before it; equal instants happen. */
  next(from: Instant): Instant {
    if (this.#leftInCluster > 0) {
      this.#leftInCluster--;
      const gap = this.#meanGap * sample(CLUSTER_GAP, this.#stream);
      return this.#advance(from, Math.floor(gap / (CLUSTER_GAP_MEAN * CLUSTER_HASTE)));
    }
    this.#leftInCluster = this.#stream.quantile(this.#sizes) - 1;
    return this.#advance(from, Math.floor((this.#meanPause * sample(EXPONENTIAL, this.#stream)) / EXPONENTIAL_MEAN));
  }

  #advance(from: Instant, gap: Duration): Instant {
    let at = from;
    let left = gap;
    for (const surge of this.#surges) {
      const end = surge.at + surge.lasting;
      if (at >= end) continue;
      if (at < surge.at) {
        if (left <= surge.at - at) return at + left;
        left -= surge.at - at;
        at = surge.at;
      }
      const spent = (end - at) * surge.times;
      if (left <= spent) return at + Math.floor(left / surge.times);
      left -= spent;
      at = end;
    }
    return at + left;
  }
}
