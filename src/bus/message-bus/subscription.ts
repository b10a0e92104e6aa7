import { areMatching, isMatching, matchableBytes, type LiteralStars } from "../matcher.ts";

export type Handler<T> = (message: T) => void;

/** One handler's wish for the messages of the topics that match. */
export interface Subscription<T> {
  /** May hold the wildcards `*` and `?`. */
  readonly topic: string;
  readonly handler: Handler<T>;
  /** Higher ones are called first. */
  readonly priority: number;
  /** Decides among equals in `rust` order: NautilusTrader's handler id. */
  readonly handlerId: string;
}

/**
 * Who is called first among equal priorities: `fifo`, in order of subscription, as NautilusTrader v1; `rust`, by
 * pattern and then by handler id, in order of their bytes, as its Rust core.
 */
export type TieOrder = "fifo" | "rust";

/**
 * Subscriptions, and for each topic published so far the handlers that it has. A list of handlers is never changed,
 * only replaced: a publication under way goes on with the one it began with.
 */
export class SubscriptionTable<T> {
  readonly #order: TieOrder;
  readonly #stars: LiteralStars;
  #subscriptions: readonly Subscription<T>[] = [];
  /** The bytes of each subscription's topic. */
  #patterns: readonly Uint8Array[] = [];
  readonly #resolved = new Map<string, readonly Handler<T>[]>();

  constructor(order: TieOrder, stars: LiteralStars) {
    this.#order = order;
    this.#stars = stars;
  }

  get all(): readonly Subscription<T>[] {
    return this.#subscriptions;
  }

  /** False when the pair of topic and handler is there already: it keeps its priority. */
  add(subscription: Subscription<T>): boolean {
    if (this.has(subscription.topic, subscription.handler)) return false;
    this.#replace([...this.#subscriptions, subscription], [...this.#patterns, matchableBytes(subscription.topic)]);
    return true;
  }

  remove(topic: string, handler: Handler<T>): boolean {
    const at = this.#subscriptions.findIndex((held) => held.topic === topic && held.handler === handler);
    if (at < 0) return false;
    this.#replace(this.#subscriptions.toSpliced(at, 1), this.#patterns.toSpliced(at, 1));
    return true;
  }

  has(topic: string, handler: Handler<T>): boolean {
    return this.#subscriptions.some((held) => held.topic === topic && held.handler === handler);
  }

  clear(): void {
    this.#replace([], []);
  }

  /** Subscriptions whose own topic matches `pattern`. */
  matching(pattern: string): readonly Subscription<T>[] {
    return this.#subscriptions.filter(({ topic }) => isMatching(topic, pattern, this.#stars));
  }

  /** The handlers of a topic that was resolved before. */
  resolved(topic: string): readonly Handler<T>[] | undefined {
    return this.#resolved.get(topic);
  }

  resolve(topic: string): readonly Handler<T>[] {
    if (this.#resolved.size >= MAX_TOPICS) this.#resolved.clear();
    const bytes = matchableBytes(topic);
    const handlers = this.#subscriptions
      .filter((_, i) => areMatching(bytes, this.#patterns[i] as Uint8Array, this.#stars))
      .toSorted((left, right) => right.priority - left.priority || (this.#order === "rust" ? byNames(left, right) : 0))
      .map(({ handler }) => handler);
    this.#resolved.set(topic, handlers);
    return handlers;
  }

  #replace(subscriptions: readonly Subscription<T>[], patterns: readonly Uint8Array[]): void {
    this.#subscriptions = subscriptions;
    this.#patterns = patterns;
    this.#resolved.clear();
  }
}

/** Topics remembered at most; beyond, all are forgotten and resolved anew. */
const MAX_TOPICS = 65_536;

type Names = Pick<Subscription<unknown>, "topic" | "handlerId">;

const byNames = (left: Names, right: Names): number =>
  compareBytes(left.topic, right.topic) || compareBytes(left.handlerId, right.handlerId);

const encoder = new TextEncoder();

/** In order of UTF-8, which for text beyond the basic plane is not the order of UTF-16 units. */
function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [encoder.encode(left), encoder.encode(right)];
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}
