import type { Work } from "../kit/lane.ts";

/** What is published: the shape of a quote as a handler sees it. */
export interface Message {
  readonly topic: string;
  readonly bid: number;
}

export type Handler = (message: Message) => void;

/** One subscription: a pattern in NautilusTrader's syntax, whose stars never have to cross a dot here. */
export interface Subscription {
  readonly pattern: string;
  readonly handler: Handler;
}

const TOPICS = 1_000;
const SUBSCRIPTIONS = 50;

/**
 * A thousand topics, fifty subscriptions with wildcards, and exactly `matches` of them match any topic. Topics are
 * published in a shuffled order; their strings are interned, as a bus that builds them once an instrument has them.
 */
export class DispatchWorkload {
  readonly subscriptions: readonly Subscription[];
  readonly topics: readonly string[];
  #handled = 0;
  #sum = 0;
  #next = 0;
  readonly #shuffled: readonly Message[];

  constructor(matches: number) {
    const venues = SUBSCRIPTIONS / matches;
    this.topics = Array.from({ length: TOPICS }, (_, index) => `data.quotes.VENUE${index % venues}.SYM${index}USDT`);
    this.#shuffled = this.topics.map((_, index) => {
      // 617 is coprime to 1,000.
      const topic = (index * 617) % TOPICS;
      return { topic: this.topics[topic] as string, bid: 100 + topic };
    });
    this.subscriptions = Array.from({ length: SUBSCRIPTIONS }, (_, index) => ({
      pattern: `data.quotes.VENUE${index % venues}.*`,
      handler: (message) => {
        this.#handled++;
        this.#sum = (this.#sum + message.bid) | 0;
      },
    }));
  }

  /** The handlers of a topic, worked out without any matcher. */
  handlersOf(topic: string): readonly Handler[] {
    const venue = topic.split(".")[2];
    return this.subscriptions.filter(({ pattern }) => pattern.split(".")[2] === venue).map(({ handler }) => handler);
  }

  run(publications: number, publish: (message: Message) => void): Work {
    const messages = this.#shuffled;
    let next = this.#next;
    for (let count = 0; count < publications; count++) {
      publish(messages[next] as Message);
      if (++next === messages.length) next = 0;
    }
    this.#next = next;
    return { operations: publications, answers: { "handler calls": this.#handled, "sum of bids": this.#sum } };
  }
}
