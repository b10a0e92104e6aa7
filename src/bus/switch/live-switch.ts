import type { Backing } from "../message-bus/backing.ts";
import type { MessageBus } from "../message-bus/message-bus.ts";
import type { DrainReport } from "../message-bus/stream-backing.ts";

/** What stands behind a bus. */
export interface Side<T> {
  readonly kind: "standard" | "enhanced";
  readonly backing: Backing<T> | undefined;
  /** Lets what its backing has taken go out, and messages from outside come in. */
  begin(): void;
  /** Takes nothing more, and finishes or gives up what it has. */
  end(): Promise<DrainReport>;
}

/** What a side ends with that had nothing to send. */
export const NOTHING_HELD: DrainReport = { held: 0, end: "drained", leftovers: 0 };

/** Nothing stands behind the bus. */
export const standardSide = <T>(): Side<T> =>
  ({ kind: "standard", backing: undefined, begin: () => undefined, end: () => Promise.resolve(NOTHING_HELD) });

/**
 * Changes what stands behind a bus while it is used. Publishers and subscribers keep the bus; handlers in the process
 * are called as before, once for each publication, since only the way out is exchanged.
 *
 * The new side is opened first; until it stands, and if it never does, the old one is in force. Then, at one instant,
 * the new one takes what is published. It writes when the old one has finished what it had, so messages of one key
 * leave in the order of their publication. One change at a time.
 */
export class LiveSwitch<T> {
  readonly #bus: MessageBus<T>;
  #side: Side<T>;
  #changes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(bus: MessageBus<T>, side: Side<T>) {
    this.#bus = bus;
    this.#side = side;
  }

  /** What is in force. */
  get side(): Side<T> {
    return this.#side;
  }

  get changes(): number {
    return this.#changes;
  }

  /**
   * Resolves when the old side has ended. Rejects as `open` does, with the old side in force. `open` is given the side
   * that is in force, and changes nothing by returning it.
   */
  to(open: (current: Side<T>) => Side<T> | Promise<Side<T>>): Promise<DrainReport> {
    const change = this.#last.then(() => this.#change(open));
    this.#last = change.catch(() => undefined);
    return change;
  }

  async #change(open: (current: Side<T>) => Side<T> | Promise<Side<T>>): Promise<DrainReport> {
    const before = this.#side;
    const next = await open(before);
    if (next === before) return NOTHING_HELD;
    this.#side = next;
    this.#changes++;
    this.#bus.exchangeBacking(next.backing);
    const report = await before.end();
    next.begin();
    return report;
  }
}
