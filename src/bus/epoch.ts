import type { ProducerEpochs } from "./store.ts";

/** Epochs of one count. */
const SPAN = 2 ** 24;

/** What lives of one count are told apart by: an integer from 0 below this, drawn anew for each life. */
export const LIVES = SPAN / 2;

export interface Life {
  readonly stream: string;
  readonly producer: string;
  /** Drawn: see LIVES. */
  readonly life: number;
}

/**
 * An epoch of its own for one life of a producer: greater than all that the store knows of, and different from what
 * another life gets from a store that has forgotten. Earlier lives are fenced when it returns.
 *
 * A store counts epochs. One that loses its last writes in a failover counts the same twice, and two lives would go by
 * one identity: the server would take messages of one for repetitions of the other's, and so would consumers. So a
 * life's epoch is its count times 2^24 plus what it has drawn. Of two lives of one count the server takes the one with
 * the greater draw for the later, and refuses the other as fenced.
 *
 * The count stands beside the producer's place, under a name of its own; `takeEpoch` under the producer's name fences.
 *
 * @throws {StoreError}
 */
export async function takeEpoch(epochs: ProducerEpochs, { stream, producer, life }: Life): Promise<number> {
  const count = await epochs.takeEpoch(stream, `${producer}#lives`);
  // Lives that end before they write anything leave the place one further each: the upper half of the span is for them.
  await epochs.takeEpoch(stream, producer);
  return count * SPAN + life;
}
