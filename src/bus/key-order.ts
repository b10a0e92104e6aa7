import { UNSENT, type BusMessage } from "./message.ts";
import type { Priority } from "./priority.ts";

/** The unacknowledged messages of one key, oldest first. */
export interface KeyChain {
  head: BusMessage | undefined;
  tail: BusMessage | undefined;
}

const NONE: readonly BusMessage[] = [];

/** Keys remembered without messages. */
const MAX_IDLE_KEYS = 4_096;

/**
 * Keeps messages of one key in the order of their publication although classes overtake each other: while a key has
 * messages in some class, a less urgent one joins that class, and a more urgent one takes the earlier ones with it.
 * (An order's cancel must not arrive before its submit because it is in another class.)
 */
export class KeyOrder {
  readonly #chains = new Map<string, KeyChain>();
  /** The key that was asked about last, and its chain: each message is asked about several times in a row. */
  #key: string | undefined;
  #chain: KeyChain | undefined;

  /**
   * The class in which a new message of `key` must be served: its own, or that of its queued predecessors if it is
   * more urgent. Predecessors that are already sent are ahead in any class.
   */
  classFor(key: string, priority: Priority): Priority {
    const tail = this.#chainOf(key)?.tail;
    return tail !== undefined && tail.sequence === UNSENT && tail.servedAs > priority ? tail.servedAs : priority;
  }

  /**
   * The queued messages of `key` in a less urgent class than `priority`, oldest first. All queued ones share a class.
   */
  queuedBelow(key: string, priority: Priority): readonly BusMessage[] {
    const chain = this.#chainOf(key);
    if (chain?.tail === undefined || chain.tail.sequence !== UNSENT || chain.tail.servedAs >= priority) return NONE;
    const queued: BusMessage[] = [];
    for (let held = chain.head; held !== undefined; held = held.nextOfKey)
      if (held.sequence === UNSENT) queued.push(held);
    return queued;
  }

  add(message: BusMessage): void {
    const chain = this.#chainOf(message.key);
    if (chain === undefined) this.#chains.set(message.key, (this.#chain = { head: message, tail: message }));
    else {
      if (chain.tail === undefined) chain.head = message;
      else chain.tail.nextOfKey = message;
      chain.tail = message;
    }
  }

  /** Acknowledged or dropped: nearly always the oldest of its key. */
  remove(message: BusMessage): void {
    const chain = this.#chains.get(message.key);
    if (chain === undefined) return;
    if (chain.head === message) {
      chain.head = message.nextOfKey;
      message.nextOfKey = undefined;
      if (chain.head === undefined) this.#emptied(message.key, chain);
      return;
    }
    let previous: BusMessage | undefined;
    for (let held = chain.head; held !== undefined; previous = held, held = held.nextOfKey) {
      if (held !== message) continue;
      if (previous === undefined) chain.head = held.nextOfKey;
      else previous.nextOfKey = held.nextOfKey;
      if (chain.tail === held) chain.tail = previous;
      break;
    }
    message.nextOfKey = undefined;
  }

  #chainOf(key: string): KeyChain | undefined {
    if (this.#key !== key) {
      this.#key = key;
      this.#chain = this.#chains.get(key);
    }
    return this.#chain;
  }

  /** Instruments come back all the time, orders never: empty chains are kept while they are few. */
  #emptied(key: string, chain: KeyChain): void {
    chain.tail = undefined;
    if (this.#chains.size <= MAX_IDLE_KEYS) return;
    this.#chains.delete(key);
    if (this.#key === key) this.#chain = undefined;
  }
}
