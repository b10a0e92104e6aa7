import { isMatching } from "./matcher.ts";

interface Subscription<T> {
  readonly pattern: string;
  readonly handler: (message: T) => void;
  readonly priority: number;
}

type Handlers<T> = readonly ((message: T) => void)[];

/** Topics remembered at most; beyond, all are forgotten and resolved anew. */
const MAX_TOPICS = 65_536;

/**
 * Calls the handlers whose patterns match a topic, each once: higher priorities first, and equal ones in the order of
 * subscription. Patterns are resolved once a topic and remembered until the subscriptions change.
 *
 * A publication goes to the handlers there were when it began: one that is unsubscribed meanwhile still gets it, one
 * that is subscribed meanwhile does not.
 */
export class TopicDispatcher<T> {
  #subscriptions: readonly Subscription<T>[] = [];
  readonly #resolved = new Map<string, Handlers<T>>();

  /** A pair of pattern and handler that is there already is left as it is. */
  subscribe(pattern: string, handler: (message: T) => void, priority = 0): void {
    if (this.#subscriptions.some((held) => held.pattern === pattern && held.handler === handler)) return;
    this.#subscriptions = [...this.#subscriptions, { pattern, handler, priority }];
    this.#resolved.clear();
  }

  /** False when there was no such subscription. */
  unsubscribe(pattern: string, handler: (message: T) => void): boolean {
    const before = this.#subscriptions.length;
    this.#subscriptions = this.#subscriptions.filter((held) => held.pattern !== pattern || held.handler !== handler);
    this.#resolved.clear();
    return this.#subscriptions.length < before;
  }

  /** Returns how many handlers were called. */
  publish(topic: string, message: T): number {
    const handlers = this.#resolved.get(topic) ?? this.#resolve(topic);
    for (let i = 0; i < handlers.length; i++) (handlers[i] as (message: T) => void)(message);
    return handlers.length;
  }

  #resolve(topic: string): Handlers<T> {
    if (this.#resolved.size >= MAX_TOPICS) this.#resolved.clear();
    const matched = this.#subscriptions.filter((held) => isMatching(topic, held.pattern));
    const handlers = matched.toSorted((left, right) => right.priority - left.priority).map((held) => held.handler);
    this.#resolved.set(topic, handlers);
    return handlers;
  }
}
