import { SubscriptionTable, type Handler } from "./message-bus/subscription.ts";

/**
 * Calls the handlers whose patterns match a topic, each once: higher priorities first, and equal ones in the order of
 * subscription. Patterns are resolved once a topic and remembered until the subscriptions change.
 *
 * A publication goes to the handlers there were when it began: one that is unsubscribed meanwhile still gets it, one
 * that is subscribed meanwhile does not.
 */
export class TopicDispatcher<T> {
  readonly #table = new SubscriptionTable<T>("fifo", "nautilus");

  /** A pair of pattern and handler that is there already is left as it is. */
  subscribe(pattern: string, handler: Handler<T>, priority = 0): void {
    this.#table.add({ topic: pattern, handler, priority, handlerId: "" });
  }

  /** False when there was no such subscription. */
  unsubscribe(pattern: string, handler: Handler<T>): boolean {
    return this.#table.remove(pattern, handler);
  }

  /** Returns how many handlers were called. */
  publish(topic: string, message: T): number {
    const handlers = this.#table.resolved(topic) ?? this.#table.resolve(topic);
    for (let i = 0; i < handlers.length; i++) (handlers[i] as Handler<T>)(message);
    return handlers.length;
  }
}
