import type { Instant } from "../../kernel/time.ts";
import type { BookDelta } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import { detached } from "../../market/raw-levels.ts";
import type { GapReason, VenueSink } from "../adapter.ts";
import { BookStanding, type BookChange } from "../book-standing.ts";
import type { Segment, UpdateIds } from "./segment.ts";

/** At ten diffs a second it is more than three minutes without a snapshot. */
export const MAX_BUFFERED_DIFFS = 2_000;
/** And no more texts than these over all books of an adapter, so that a flood of huge diffs is bounded too. */
export const MAX_BUFFERED_TEXTS = 2_000_000;

/** What the waiting diffs of all books of an adapter take up. */
export interface WaitingRoom {
  texts: number;
}

/** A depth diff that has been read. */
export interface DepthDiff extends UpdateIds, BookChange {
  readonly event: BookDelta;
}

/** A price and a size for each level. */
const textsOf = ({ event }: DepthDiff): number => event.bids.length + event.asks.length;

/**
 * Continuity of one instrument's depth stream. Diffs are passed on while the book is live; otherwise they wait for a
 * REST snapshot that they bridge. What waits is always without a hole: a diff that does not follow starts it anew.
 * When too much waits the oldest goes; a snapshot that would have needed it then fails to bridge, which is reported.
 */
export class DepthBook {
  readonly standing: BookStanding;
  readonly #segment: Segment;
  readonly #sink: VenueSink;
  readonly #room: WaitingRoom;
  #waiting: DepthDiff[] = [];
  /** Ids of the last diff passed on or waiting; -1 for none. */
  #first = -1;
  #last = -1;
  /** The snapshot that the next diff has to bridge; -1 once one has. */
  #unbridged = -1;

  constructor(segment: Segment, sink: VenueSink, instrument: Instrument, room: WaitingRoom) {
    this.#segment = segment;
    this.#sink = sink;
    this.#room = room;
    this.standing = new BookStanding(sink, instrument, "");
  }

  diff(at: Instant, connection: string, diff: DepthDiff): void {
    // The same diff once more, from a second connection or a repeating network, says nothing new.
    if (diff.last === this.#last && diff.first === this.#first) return;
    this.standing.connection = connection;
    if (!this.standing.live) {
      if (this.#last >= 0) this.#checkFollows(at, diff);
      this.#wait(diff);
      return;
    }
    const snapshot = this.#unbridged;
    if (snapshot < 0) {
      this.#checkFollows(at, diff);
    } else {
      if (this.#segment.covered(diff, snapshot)) return;
      this.#check(at, this.#segment.bridges(diff, snapshot), snapshot + 1, diff.first);
    }
    if (!this.standing.live) {
      this.#wait(diff);
      return;
    }
    this.#unbridged = -1;
    this.#first = diff.first;
    this.#last = diff.last;
    this.standing.emit(diff);
  }

  /**
   * A REST snapshot. It is passed on if the waiting diffs bridge it, or if none waits. A snapshot that is older than
   * the first waiting diff leaves a hole: the book stays suspect. One that is older than a live book is no news.
   */
  snapshot(at: Instant, lastUpdateId: number, snapshot: BookChange): void {
    if (this.standing.live && lastUpdateId < Math.max(this.#last, this.#unbridged)) return;
    const next = this.#waiting.findIndex((diff) => !this.#segment.covered(diff, lastUpdateId));
    const bridge = next < 0 ? undefined : this.#waiting[next];
    if (bridge !== undefined) {
      const bridged = this.#segment.bridges(bridge, lastUpdateId);
      this.#sink.checked("sequence", bridged);
      if (!bridged) {
        this.standing.broken(at, "sequence", lastUpdateId + 1, bridge.first);
        return;
      }
    }
    const bridging = next < 0 ? [] : this.#waiting.slice(next);
    this.#forgetWaiting();
    this.standing.restore(at, snapshot);
    this.#unbridged = bridge === undefined ? lastUpdateId : -1;
    // Their own venue time; but usable only now, with the snapshot.
    for (const diff of bridging) this.standing.emit({ ...diff, event: { ...diff.event, tsInit: at } });
  }

  /** Changes were lost and nobody knows which: what waits cannot be joined to what comes. */
  lost(at: Instant, reason: GapReason): void {
    this.standing.lost(at, reason);
    this.#forgetWaiting();
    this.#first = -1;
    this.#last = -1;
    this.#unbridged = -1;
  }

  #checkFollows(at: Instant, diff: DepthDiff): void {
    const ok = this.#segment.follows(diff, this.#last);
    this.#check(at, ok, this.#segment.linkAfter(this.#last), this.#segment.linkOf(diff));
  }

  #check(at: Instant, ok: boolean, expected: number, got: number): void {
    this.#sink.checked("sequence", ok);
    if (ok) return;
    this.standing.broken(at, "sequence", expected, got);
    this.#forgetWaiting();
    this.#unbridged = -1;
  }

  #wait(diff: DepthDiff): void {
    const room = this.#room;
    this.#waiting.push({ ...diff, rawBids: detached(diff.rawBids), rawAsks: detached(diff.rawAsks) });
    room.texts += textsOf(diff);
    this.#first = diff.first;
    this.#last = diff.last;
    while (this.#waiting.length > MAX_BUFFERED_DIFFS || room.texts > MAX_BUFFERED_TEXTS) {
      const oldest = this.#waiting.shift();
      if (oldest === undefined) break;
      room.texts -= textsOf(oldest);
    }
  }

  #forgetWaiting(): void {
    for (const diff of this.#waiting) this.#room.texts -= textsOf(diff);
    this.#waiting = [];
  }
}
