import { wants, type MessageFilter } from "./filters.ts";
import { HandlerSlots } from "./handler-slots.ts";
import { isMatching } from "./matcher.ts";
import type { MessageHandler } from "./delivery.ts";
import type { ConsumedMessage } from "./message.ts";

export interface SubscribeOptions extends MessageFilter {
  /** Higher ones are called first, equal ones in the order of subscription. Default 0. */
  readonly priority?: number;
}

/** What became of messages before any handler saw them. */
export interface SubscriptionCounts {
  /** Calls of handlers, repeated ones included. */
  readonly calls: number;
  /** A pattern matched, and the filter did not. Counted for each subscription. */
  readonly filtered: number;
  /** Messages that no pattern matches. */
  readonly unmatched: number;
}

/** Topics whose subscriptions are remembered; beyond, all are forgotten and resolved anew. */
const MAX_TOPICS = 65_536;

/** One handler's wish for the messages of the topics that match. */
export class TopicSubscription {
  readonly pattern: string;
  readonly handler: MessageHandler;
  readonly priority: number;
  readonly wants: (message: ConsumedMessage) => boolean;
  #removed = false;
  #atWork = 0;
  readonly #onIdle: (() => void)[] = [];

  /** @throws {WavetankError} E_FILTER */
  constructor(pattern: string, handler: MessageHandler, options: SubscribeOptions) {
    this.pattern = pattern;
    this.handler = handler;
    this.priority = options.priority ?? 0;
    this.wants = wants(options);
  }

  get removed(): boolean {
    return this.#removed;
  }

  call(message: ConsumedMessage): void | Promise<void> {
    // Removed while it waited for its turn.
    if (this.#removed) return undefined;
    const result = this.handler(message);
    if (result === undefined) return undefined;
    this.#atWork++;
    return result.finally(() => {
      if (--this.#atWork === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    });
  }

  /** No call begins any more. Resolves when none is at work. */
  remove(): Promise<void> {
    this.#removed = true;
    return this.#atWork === 0 ? Promise.resolve() : new Promise((resolve) => void this.#onIdle.push(resolve));
  }
}

/**
 * Who gets a message: each subscription whose pattern matches and whose filter wants it, once. Handlers do not wait for
 * each other and do not fail each other: the message has failed when one of them has, and when it comes again, only
 * those are called that have not succeeded.
 */
export class Subscriptions {
  readonly #slots: HandlerSlots;
  #all: readonly TopicSubscription[] = [];
  readonly #resolved = new Map<string, readonly TopicSubscription[]>();
  /** Of a message that has failed: those that have not handled it yet. */
  readonly #owed = new WeakMap<ConsumedMessage, readonly TopicSubscription[]>();
  #calls = 0;
  #filtered = 0;
  #unmatched = 0;

  /** `maxConcurrent`: handlers under way at once. */
  constructor(maxConcurrent: number) {
    this.#slots = new HandlerSlots(maxConcurrent);
  }

  get counts(): SubscriptionCounts {
    return { calls: this.#calls, filtered: this.#filtered, unmatched: this.#unmatched };
  }

  /** Handlers under way. */
  get atWork(): number {
    return this.#slots.used;
  }

  get size(): number {
    return this.#all.length;
  }

  /** A pair of pattern and handler that is there already is left as it is. @throws {WavetankError} E_FILTER */
  subscribe(pattern: string, handler: MessageHandler, options: SubscribeOptions = {}): TopicSubscription {
    const held = this.#find(pattern, handler);
    if (held !== undefined) return held;
    const subscription = new TopicSubscription(pattern, handler, options);
    this.#all = [...this.#all, subscription].toSorted((left, right) => right.priority - left.priority);
    this.#resolved.clear();
    return subscription;
  }

  /** False when there was none. Resolves when its last call has returned; none begins after the call of this. */
  async unsubscribe(pattern: string, handler: MessageHandler): Promise<boolean> {
    const held = this.#find(pattern, handler);
    if (held === undefined) return false;
    this.#all = this.#all.filter((other) => other !== held);
    this.#resolved.clear();
    await held.remove();
    return true;
  }

  /** Takes all subscriptions away. Resolves when the last call has returned. */
  async clear(): Promise<void> {
    const all = this.#all;
    this.#all = [];
    this.#resolved.clear();
    await Promise.all(all.map((held) => held.remove()));
  }

  /** Throws or rejects when a handler has failed. */
  readonly handle: MessageHandler = (message) => {
    const owed = this.#owed.get(message) ?? this.#wanting(message);
    const failures: (readonly [TopicSubscription, unknown])[] = [];
    const pending: Promise<unknown>[] = [];
    for (const subscription of owed) {
      try {
        const result = this.#slots.run(() => this.#call(subscription, message));
        if (result !== undefined) pending.push(result.catch((error: unknown) => failures.push([subscription, error])));
      } catch (error) {
        failures.push([subscription, error]);
      }
    }
    if (pending.length === 0) return this.#settle(message, failures);
    return Promise.all(pending).then(() => this.#settle(message, failures));
  };

  #call(subscription: TopicSubscription, message: ConsumedMessage): void | Promise<void> {
    if (!subscription.removed) this.#calls++;
    return subscription.call(message);
  }

  #settle(message: ConsumedMessage, failures: readonly (readonly [TopicSubscription, unknown])[]): void {
    const [first] = failures;
    if (first === undefined) return;
    this.#owed.set(message, failures.map(([subscription]) => subscription));
    throw first[1];
  }

  #wanting(message: ConsumedMessage): readonly TopicSubscription[] {
    const matching = this.#matching(message.topic);
    if (matching.length === 0) this.#unmatched++;
    const wanting = matching.filter((subscription) => subscription.wants(message));
    this.#filtered += matching.length - wanting.length;
    return wanting;
  }

  #matching(topic: string): readonly TopicSubscription[] {
    let matching = this.#resolved.get(topic);
    if (matching !== undefined) return matching;
    if (this.#resolved.size >= MAX_TOPICS) this.#resolved.clear();
    matching = this.#all.filter(({ pattern }) => isMatching(topic, pattern));
    this.#resolved.set(topic, matching);
    return matching;
  }

  #find(pattern: string, handler: MessageHandler): TopicSubscription | undefined {
    return this.#all.find((held) => held.pattern === pattern && held.handler === handler);
  }
}
