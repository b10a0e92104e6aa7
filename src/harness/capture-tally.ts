import type { Acceptance } from "../bus/client.ts";
import type { Instant } from "../kernel/time.ts";

/** What became of the messages of one topic of a capture. */
export interface TopicCounts {
  published: number;
  /** Accepted by the bus. */
  accepted: number;
  /** Market data of ours, applied by the data engine. */
  applied: number;
  /** Delivered to the handler that counts. */
  counted: number;
}

/** Where a capture could not see all of a stream. */
export interface CaptureBreak {
  readonly at: Instant;
  readonly stream: string;
  readonly kind: "gap" | "deleted" | "replaced" | "rolled-back";
  readonly after: string;
  /** How many entries a gap took. */
  readonly entries: number | undefined;
}

export interface CaptureReport {
  readonly topics: Readonly<Record<string, TopicCounts>>;
  readonly breaks: readonly CaptureBreak[];
  readonly breakCount: number;
  /** Entries that were trimmed or deleted before the capture could read them. */
  readonly missed: number;
}

/** Topics counted by themselves; the others count as one. */
const MOST_TOPICS = 2_000;
const OTHER_TOPICS = "(others)";
const KEPT = 100;

/** What came out of a capture and what took it, by topic. */
export class CaptureTally {
  readonly #topics = new Map<string, TopicCounts>();
  readonly #breaks: CaptureBreak[] = [];
  #breakCount = 0;
  #missed = 0;

  published(topic: string, acceptance: Acceptance): void {
    const counts = this.#of(topic);
    counts.published++;
    if (acceptance === "accepted") counts.accepted++;
  }

  applied(topic: string): void {
    this.#of(topic).applied++;
  }

  counted(topic: string): void {
    this.#of(topic).counted++;
  }

  broken(one: CaptureBreak): void {
    this.#breakCount++;
    this.#missed += one.entries ?? 0;
    if (this.#breaks.length < KEPT) this.#breaks.push(one);
  }

  report(): CaptureReport {
    const topics = [...this.#topics].sort(([left], [right]) => (left < right ? -1 : 1));
    return {
      topics: Object.fromEntries(topics), breaks: this.#breaks, breakCount: this.#breakCount, missed: this.#missed,
    };
  }

  #of(topic: string): TopicCounts {
    const name = this.#topics.has(topic) || this.#topics.size < MOST_TOPICS ? topic : OTHER_TOPICS;
    let counts = this.#topics.get(name);
    if (counts === undefined) this.#topics.set(name, (counts = { published: 0, accepted: 0, applied: 0, counted: 0 }));
    return counts;
  }
}
