import { runsOf, type ChunkResult } from "../harness/campaign/chunk.ts";
import { formatCount } from "./table.ts";

/** What a campaign has come to so far, in one line. */
export class CampaignProgress {
  readonly #kinds = new Set<string>();
  readonly #sometimes = new Map<string, number>();
  #runs = 0;

  add(result: ChunkResult): void {
    const { scenario, failures, sometimes } = result;
    this.#runs += runsOf(result);
    for (const { fingerprint } of failures) this.#kinds.add(`${scenario} ${fingerprint}`);
    for (const [name, seen] of Object.entries(sometimes)) {
      const key = `${scenario} ${name}`;
      this.#sometimes.set(key, (this.#sometimes.get(key) ?? 0) + seen);
    }
  }

  get runs(): number {
    return this.#runs;
  }

  /** @param seconds - since it began. */
  line(seconds: number): string {
    const seen = [...this.#sometimes.values()].filter((count) => count > 0).length;
    const rate = Math.round(this.#runs / Math.max(seconds, 0.001));
    return (
      `${formatCount(this.#runs)} runs, ${formatCount(rate)} a second, ${seen} of ${this.#sometimes.size} sometimes seen, ` +
      `${this.#kinds.size} kinds of failure, ${Math.round(seconds)} s`
    );
  }
}
