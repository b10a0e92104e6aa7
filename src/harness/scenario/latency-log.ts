import type { Duration } from "../../kernel/time.ts";
import type { Witness } from "../../oracles/evidence/witness.ts";
import type { SeriesSummary } from "./outcome.ts";
import { SERIES, type Series } from "./scenario.ts";

/** Every span of each series; a run has few enough to keep them all. */
export class LatencyLog {
  readonly #spans: Readonly<Record<Series, Duration[]>> = {
    "publish→stored": [], "publish→handled": [], "stored→handled": [],
  };

  readonly witness: Witness = {
    stored: (message, at) => void this.#spans["publish→stored"].push(at - message.acceptedAt),
    handled: (message, _process, _intact, at) => {
      if (message.handled > 1) return;
      this.#spans["publish→handled"].push(at - message.acceptedAt);
      if (message.storedAt >= 0) this.#spans["stored→handled"].push(at - message.storedAt);
    },
  };

  count(series: Series): number {
    return this.#spans[series].length;
  }

  /** Of the series that have samples. */
  summaries(): Readonly<Record<string, SeriesSummary>> {
    return Object.fromEntries(
      SERIES.filter((series) => this.count(series) > 0).map((series) => {
        const [p50, p99, p999, max] = [500, 990, 999, 1_000].map((perMille) => this.quantile(series, perMille)) as [
          number, number, number, number,
        ];
        return [series, { count: this.count(series), p50, p99, p999, max }];
      }),
    );
  }

  /** By nearest rank, of a thousand. 0 while there is none. */
  quantile(series: Series, perMille: number): Duration {
    const sorted = Float64Array.from(this.#spans[series]).sort();
    return sorted[Math.max(0, Math.ceil((sorted.length * perMille) / 1_000) - 1)] ?? 0;
  }
}

export const isSeries = (name: string): name is Series => (SERIES as readonly string[]).includes(name);
