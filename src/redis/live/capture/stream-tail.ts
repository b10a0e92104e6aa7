import { BEGINNING, formatEntryId, isAfter, nextEntryId, type EntryId } from "../../../bus/entry-id.ts";
import { foreignReply, type ReadEntry, type StreamInfo, type StreamReading } from "./stream-reading.ts";

/**
 * Where a stream is begun: at its oldest entry, behind its newest, behind an id, or where an earlier capture stopped.
 */
export type StreamStart =
  | { readonly kind: "start" | "now" | "born" }
  | { readonly kind: "after"; readonly id: EntryId }
  | { readonly kind: "resumed"; readonly id: EntryId; readonly added: number | undefined };

/** What comes of a stream. `order`: where it belongs among what comes of other streams. */
export type TailItem = { readonly order: EntryId } & (
  | { readonly kind: "entry"; readonly entry: ReadEntry }
  | { readonly kind: "position"; readonly after: string; readonly added: number | undefined }
  | { readonly kind: "gap"; readonly after: string; readonly before: string; readonly entries: number }
  | { readonly kind: "deleted" | "replaced" | "rolled-back"; readonly after: string });

/**
 * Follows one stream from page to page and notices what it could not see: the server counts the entries that it ever
 * added to a stream, and each page comes with that count from the very same instant. So no entry is taken twice or
 * passed over unnoticed, whatever is trimmed, deleted or made anew in between.
 */
export class StreamTail {
  /** The key as a binary string. */
  readonly key: string;
  #start: StreamStart | undefined;
  #cursor: EntryId = BEGINNING;
  /** Entries added to the stream up to the cursor. */
  #added: number | undefined;
  #present = true;
  readonly #queue: TailItem[] = [];
  #end: "none" | "next" | EntryId = "none";
  /** There may be more after the cursor, which no other reason than a full page keeps from us. */
  hasMore = true;

  constructor(key: string, start: StreamStart) {
    this.key = key;
    if (start.kind === "resumed") {
      this.#cursor = start.id;
      this.#added = start.added;
      return;
    }
    this.#start = start;
    if (start.kind === "after") this.#cursor = start.id;
  }

  /** What XREAD is to be asked for. */
  get position(): string {
    return this.#start?.kind === "now" ? "$" : formatEntryId(this.#cursor);
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** The order of the last item that waits. */
  get lastOrder(): EntryId | undefined {
    return this.#queue.at(-1)?.order;
  }

  /** All that was there at the first page after `endAtNext` has been read. */
  get isAtEnd(): boolean {
    return typeof this.#end === "object" && !isAfter(this.#end, this.#cursor);
  }

  endAtNext(): void {
    this.#end = "next";
  }

  /** Takes a page of at most `count` entries, read at `now` by the server's clock. */
  accept({ info, entries }: StreamReading, count: number, now: EntryId): void {
    if (this.#end === "next") this.#end = info?.lastId ?? BEGINNING;
    if (info === undefined) {
      this.#missing(now);
      return;
    }
    this.#checkPage(entries);
    const order = entries[0] ?? now;
    if (this.#start !== undefined) this.#begin(this.#start, info, order);
    else if (!this.#present) this.#mark(order);
    this.#present = true;
    if (this.#isAnother(info, entries.length)) {
      this.#restart(info, order);
      return;
    }
    this.#checkCount(info, entries, count, order);
    for (const entry of entries) this.#push({ kind: "entry", order: entry, entry });
    const last = entries.at(-1);
    if (last !== undefined) this.#cursor = last;
    if (this.#added !== undefined) this.#added += entries.length;
    this.hasMore = entries.length >= count && !this.isAtEnd;
  }

  /** Takes out what belongs at or before `bound`; all without one. */
  take(bound: EntryId | undefined): readonly TailItem[] {
    const end = bound === undefined ? -1 : this.#queue.findIndex(({ order }) => isAfter(order, bound));
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end);
  }

  /** Nothing of a stream overtakes what came of it before, whatever ids its entries were given. */
  #push(item: TailItem): void {
    const last = this.lastOrder;
    this.#queue.push(last !== undefined && isAfter(last, item.order) ? { ...item, order: last } : item);
  }

  #checkPage(entries: readonly ReadEntry[]): void {
    let before = this.#cursor;
    for (const entry of entries) {
      if (!isAfter(entry, before)) throw foreignReply("XREAD", `entry ${entry.id} after ${formatEntryId(before)}`);
      before = entry;
    }
  }

  #missing(order: EntryId): void {
    if (this.#present && this.#start === undefined)
      this.#push({ kind: "deleted", order, after: formatEntryId(this.#cursor) });
    this.#present = false;
    // Whatever is there under this key one day is new, all of it.
    this.#start = undefined;
    this.#cursor = BEGINNING;
    this.#added = 0;
    this.hasMore = false;
    if (this.#end !== "none") this.#end = BEGINNING;
  }

  #begin(start: StreamStart, info: StreamInfo, order: EntryId): void {
    this.#start = undefined;
    const { added, length } = info;
    if (start.kind === "now") this.#cursor = info.lastId;
    if (added !== undefined) {
      if (start.kind === "start") this.#added = added - length;
      else if (start.kind === "born") this.#added = 0;
      else if (!isAfter(info.lastId, this.#cursor)) this.#added = added;
    }
    this.#mark(order);
  }

  #mark(order: EntryId): void {
    this.#push({ kind: "position", order, after: formatEntryId(this.#cursor), added: this.#added });
  }

  /** Whether this is not the stream that was followed so far: it has had fewer entries than were seen of it. */
  #isAnother(info: StreamInfo, pageLength: number): boolean {
    if (isAfter(this.#cursor, info.lastId)) return true;
    if (info.added === undefined || this.#added === undefined) return false;
    const atLeast = this.#isBehindFirst(info) ? info.length : pageLength;
    return info.added - this.#added < atLeast;
  }

  /** Every entry up to the cursor is gone. */
  #isBehindFirst({ firstId }: StreamInfo): boolean {
    return firstId === undefined || isAfter(firstId, this.#cursor);
  }

  /** The page is of no use: it was read from a position in another stream. */
  #restart(info: StreamInfo, order: EntryId): void {
    const { firstId, lastId, added } = info;
    // A server that took over may not have the last entries, but has older ones; what was made anew begins later.
    const isOlder = firstId !== undefined && firstId.ms < this.#cursor.ms;
    this.#push({ kind: isOlder ? "rolled-back" : "replaced", order, after: formatEntryId(this.#cursor) });
    if (!isOlder) {
      this.#cursor = BEGINNING;
      this.#added = added === undefined ? undefined : 0;
    } else if (isAfter(lastId, this.#cursor)) {
      this.#added = undefined;
    } else {
      this.#cursor = lastId;
      this.#added = added;
    }
    this.#mark(order);
    this.hasMore = true;
    if (this.#end !== "none") this.#end = "next";
  }

  #checkCount(info: StreamInfo, entries: readonly ReadEntry[], count: number, order: EntryId): void {
    if (info.added === undefined) return;
    const isDrained = entries.length < count;
    if (this.#added === undefined) {
      if (!isDrained) return;
      this.#added = info.added - entries.length;
      this.#mark(order);
      return;
    }
    const since = info.added - this.#added;
    const missing = this.#isBehindFirst(info) ? since - info.length : isDrained ? since - entries.length : 0;
    if (missing === 0) return;
    const before = entries[0]?.id ?? formatEntryId(nextEntryId(info.lastId));
    this.#push({ kind: "gap", order, after: formatEntryId(this.#cursor), before, entries: missing });
    this.#added += missing;
    if (entries.length === 0) this.#cursor = info.lastId;
    this.#mark(order);
  }
}
