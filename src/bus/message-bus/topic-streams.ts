import { StoreError, type AppendOptions, type AppendOutcome, type Fields, type StreamStore } from "../store.ts";

/** A store that appends otherwise, and does all else as `store`. */
export const withAppend = (store: StreamStore, append: StreamStore["append"]): StreamStore => ({
  append,
  createGroup: (...args) => store.createGroup(...args),
  readNew: (...args) => store.readNew(...args),
  readPending: (...args) => store.readPending(...args),
  acknowledge: (...args) => store.acknowledge(...args),
  claimIdle: (...args) => store.claimIdle(...args),
  groups: (...args) => store.groups(...args),
  length: (...args) => store.length(...args),
  firstId: (...args) => store.firstId(...args),
  firstIds: (...args) => store.firstIds(...args),
  trim: (...args) => store.trim(...args),
});

/**
 * Appends each entry to the stream of its topic, NautilusTrader's `<key>:<topic>`: one call a stream, all at once.
 * Entries must begin with their topic, as those of one message do.
 *
 * Of a batch that fails in part the longest beginning counts of which all is applied; what is sent again beyond it is
 * there twice, with the same origin.
 */
export function appendByTopic(store: Pick<StreamStore, "append">): StreamStore["append"] {
  return async (base, entries, options) => {
    const streams = new Map<string, number[]>();
    entries.forEach((fields, at) => {
      const stream = `${base}:${String(fields[1])}`;
      const places = streams.get(stream);
      if (places === undefined) streams.set(stream, [at]);
      else places.push(at);
    });
    const parts = await Promise.all(
      [...streams].map(([stream, places]) => appendPart(store, stream, places, entries, options)),
    );
    return joined(parts, entries.length);
  };
}

interface Part {
  readonly places: readonly number[];
  /** Entries of the part that are certainly applied. */
  readonly applied: number;
  readonly error: StoreError | undefined;
}

async function appendPart(
  store: Pick<StreamStore, "append">, stream: string, places: readonly number[], entries: readonly Fields[],
  options: AppendOptions | undefined,
): Promise<Part> {
  try {
    const { applied, refused } = await store.append(stream, places.map((at) => entries[at] as Fields), options);
    return { places, applied, error: refused };
  } catch (error) {
    return {
      places, applied: 0, error: error instanceof StoreError ? error : new StoreError("unknown", String(error)),
    };
  }
}

function joined(parts: readonly Part[], length: number): AppendOutcome {
  let applied = length;
  let refused: StoreError | undefined;
  for (const { places, applied: count, error } of parts) {
    const first = places[count];
    if (first === undefined || first >= applied) continue;
    applied = first;
    refused = error;
  }
  return { applied, refused };
}
