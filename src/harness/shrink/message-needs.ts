import type { Workload } from "../scenario/workload.ts";

/**
 * What messages of venues build on: a change of a book is one of the book as it was, back to its last snapshot. To
 * leave out what others build on would make a failure of its own.
 */
export class MessageNeeds {
  /** The change before, of those that are no snapshots. */
  readonly #before = new Map<number, number>();

  /** Of a whole workload. */
  constructor({ market, index }: Pick<Workload, "market" | "index">) {
    const last = new Map<string, number>();
    market.forEach((message, position) => {
      if (message?.change === undefined) return;
      const { instrument, expected } = message.change;
      const before = last.get(instrument.id);
      if (before !== undefined && expected.kind !== "snapshot") this.#before.set(index[position] as number, before);
      last.set(instrument.id, index[position] as number);
    });
  }

  /** With all that they need, in order. */
  complete(messages: readonly number[]): readonly number[] {
    const kept = new Set(messages);
    for (const message of messages) {
      for (
        let before = this.#before.get(message);
        before !== undefined && !kept.has(before);
        before = this.#before.get(before)
      )
        kept.add(before);
    }
    return kept.size === messages.length ? messages : [...kept].sort((left, right) => left - right);
  }

  isComplete(messages: readonly number[]): boolean {
    return this.complete(messages) === messages;
  }
}
