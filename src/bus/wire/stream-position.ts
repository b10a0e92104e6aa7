import { BEGINNING, isAfter, previousEntryId, type EntryId } from "../entry-id.ts";
import type { StreamEntry, StreamTail } from "../store.ts";
import { fingerprint } from "./fingerprint.ts";

/** Entries remembered of a stream. */
const REMEMBERED = 256;

interface Passed extends EntryId {
  readonly contents: number;
}

/**
 * How far a stream was read, and which entries that were. A server that has taken over may lack the last of them, and
 * have given their ids to others since: then reading goes on after the last one that is still there.
 */
export class StreamPosition {
  readonly #stream: string;
  readonly #passed: Passed[] = [];
  #cursor: EntryId;

  constructor(stream: string, cursor: EntryId) {
    this.#stream = stream;
    this.#cursor = { ms: cursor.ms, seq: cursor.seq };
  }

  get cursor(): EntryId {
    return this.#cursor;
  }

  pass({ ms, seq, fields }: StreamEntry): void {
    this.#cursor = { ms, seq };
    this.#passed.push({ ms, seq, contents: fingerprint(fields) });
    if (this.#passed.length > 2 * REMEMBERED) this.#passed.splice(0, REMEMBERED);
  }

  /** Compares with what the stream holds now. Returns true when the cursor went back. @throws {StoreError} */
  async verify(store: StreamTail): Promise<boolean> {
    const { length } = this.#passed;
    // What survives is a beginning of what there was, so the last that is still there is found by halving.
    let [kept, gone] = [-1, length];
    while (gone - kept > 1) {
      const middle = (kept + gone) >> 1;
      if (await this.#isThere(store, this.#passed[middle] as Passed)) kept = middle;
      else gone = middle;
    }
    if (kept === length - 1 && length > 0) return false;
    // None that is remembered: trimmed away, or all lost. Of that, only the end of the stream tells.
    const last = await store.lastId(this.#stream);
    const lost = kept >= 0 || isAfter(this.#cursor, last);
    if (!lost) return false;
    this.#passed.length = kept + 1;
    this.#cursor = kept >= 0 ? (this.#passed[kept] as Passed) : last;
    return true;
  }

  async #isThere(store: StreamTail, entry: Passed): Promise<boolean> {
    const after = entry.ms === 0 && entry.seq === 0 ? BEGINNING : previousEntryId(entry);
    const [found] = await store.readAfter([{ stream: this.#stream, after }], { count: 1, block: 0 });
    const first = found?.[1][0];
    return (
      first !== undefined &&
      first.ms === entry.ms &&
      first.seq === entry.seq &&
      fingerprint(first.fields) === entry.contents
    );
  }
}
