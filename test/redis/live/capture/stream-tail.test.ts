import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BEGINNING, formatEntryId, isAfter, nextEntryId, parseEntryId, type EntryId,
} from "../../../../src/bus/entry-id.ts";
import { takeMerged } from "../../../../src/redis/live/capture/merge.ts";
import type { ReadEntry, StreamReading } from "../../../../src/redis/live/capture/stream-reading.ts";
import { StreamTail, type StreamStart, type TailItem } from "../../../../src/redis/live/capture/stream-tail.ts";

/** A stream as a server keeps it, and every entry it ever had. */
class Stream {
  #entries: ReadEntry[] = [];
  #last: EntryId = BEGINNING;
  #added = 0;
  #exists = false;
  readonly history: string[] = [];
  #life = 0;

  /** An id is given at `ms`, or later when the clock stands still. */
  add(ms: number): void {
    if (!this.#exists) [this.#exists, this.#last, this.#added, this.#life] = [true, BEGINNING, 0, this.#life + 1];
    const id = ms > Number(this.#last.ms) ? { ms, seq: 0 } : nextEntryId(this.#last);
    this.#last = id;
    this.#added++;
    const tag = `${this.#life}/${this.#added}`;
    this.history.push(tag);
    this.#entries.push({ ...id, id: formatEntryId(id), fields: [Buffer.from("n"), Buffer.from(tag)] });
  }

  trim(keep: number): void {
    if (this.#entries.length > keep) this.#entries = keep === 0 ? [] : this.#entries.slice(-keep);
  }

  hole(at: number): void {
    if (this.#entries.length > 0) this.#entries.splice(at % this.#entries.length, 1);
  }

  delete(): void {
    [this.#entries, this.#exists] = [[], false];
  }

  read(position: string, count: number): StreamReading {
    if (!this.#exists) return { info: undefined, entries: [] };
    const after = position === "$" ? this.#last : parseEntryId(position);
    return {
      info: { length: this.#entries.length, lastId: this.#last, firstId: this.#entries[0], added: this.#added },
      entries: this.#entries.filter((entry) => isAfter(entry, after)).slice(0, count),
    };
  }
}

const taken = (items: readonly TailItem[]): string[] =>
  items.flatMap((item) => (item.kind === "entry" ? [String(item.entry.fields[1])] : []));
const missed = (items: readonly TailItem[]): number =>
  items.reduce((sum, item) => sum + (item.kind === "gap" ? item.entries : 0), 0);

type Step = readonly [act: "add" | "trim" | "hole" | "poll" | "kill", number: number];
const step = fc.tuple(
  fc.constantFrom("add", "add", "add", "poll", "poll", "trim", "hole", "kill"), fc.nat({ max: 6 }),
) as fc.Arbitrary<Step>;

/** Polls as a capture does, killed and resumed where a step says so. */
function follow(stream: Stream, start: StreamStart, steps: readonly Step[]): readonly TailItem[] {
  let tail = new StreamTail("s", start);
  const kept: TailItem[] = [];
  let ms = 1;
  const poll = (count: number): void => {
    tail.accept(stream.read(tail.position, count), count, { ms, seq: 0 });
    kept.push(...tail.take(undefined));
  };
  for (const [act, number] of steps) {
    ms += number % 2;
    if (act === "add") stream.add(ms);
    else if (act === "trim") stream.trim(number);
    else if (act === "hole") stream.hole(number);
    else if (act === "poll") poll(1 + number);
    else if (kept.length > 0) tail = new StreamTail("s", resumedFrom(kept));
  }
  for (let more = true; more; more = tail.hasMore) poll(3);
  return kept;
}

/** As the records of the items would tell. */
function resumedFrom(items: readonly TailItem[]): StreamStart {
  let [id, added]: [EntryId, number | undefined] = [BEGINNING, undefined];
  for (const item of items) {
    if (item.kind === "position") [id, added] = [parseEntryId(item.after), item.added];
    else if (item.kind === "entry") [id, added] = [item.entry, added === undefined ? undefined : added + 1];
  }
  return { kind: "resumed", id, added };
}

describe("a stream that is followed", () => {
  test("gives every entry once, or counts it as missed, however it is trimmed and whenever the capture is killed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const stream = new Stream();
        const items = follow(stream, { kind: "born" }, steps);
        const entries = taken(items);
        expect(new Set(entries).size).toBe(entries.length);
        expect([...entries]).toEqual(stream.history.filter((tag) => entries.includes(tag)));
        expect(entries.length + missed(items)).toBe(stream.history.length);
      }),
      { numRuns: 500 },
    );
  });

  test("that is deleted and made anew gives nothing twice and all of its new life, ids in the same millisecond included", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.boolean(), fc.boolean(),
        (before, after, isSeen, isSameMs) => {
          const stream = new Stream();
          const tail = new StreamTail("s", { kind: "start" });
          const kept: TailItem[] = [];
          const poll = (): void => {
            do {
              tail.accept(stream.read(tail.position, 3), 3, { ms: 9, seq: 0 });
              kept.push(...tail.take(undefined));
            } while (tail.hasMore);
          };
          for (let n = 0; n <= before; n++) stream.add(1);
          poll();
          stream.delete();
          if (isSeen) poll();
          for (let n = 0; n <= after; n++) stream.add(isSameMs ? 1 : 5);
          // With as many entries as before plus those in sight nobody can tell the two apart: left out.
          fc.pre(isSeen || !isSameMs || after < before + 1);
          poll();
          const entries = taken(kept);
          expect(new Set(entries).size).toBe(entries.length);
          if (isSeen || !isSameMs || after < before) expect(entries).toEqual(stream.history);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("from now on gives nothing from before; a server that lost the newest entries is gone on with, none twice", () => {
    const stream = new Stream();
    for (let n = 1; n <= 5; n++) stream.add(n);
    const tail = new StreamTail("s", { kind: "now" });
    tail.accept(stream.read(tail.position, 10), 10, { ms: 9, seq: 0 });
    stream.add(7);
    tail.accept(stream.read(tail.position, 10), 10, { ms: 9, seq: 0 });
    expect(taken(tail.take(undefined))).toEqual(["1/6"]);

    const replica = new Stream();
    for (let n = 1; n <= 4; n++) replica.add(n);
    tail.accept(replica.read(tail.position, 10), 10, { ms: 9, seq: 0 });
    replica.add(8);
    tail.accept(replica.read(tail.position, 10), 10, { ms: 9, seq: 0 });
    const items = tail.take(undefined);
    expect(items.map(({ kind }) => kind)).toEqual(["rolled-back", "position", "entry"]);
    expect(taken(items)).toEqual(["1/5"]);
  });

  test("by a server that answers with entries from before the position is an error", () => {
    const tail = new StreamTail("s", { kind: "after", id: { ms: 5, seq: 0 } });
    const info = { length: 1, lastId: { ms: 5, seq: 0 }, firstId: { ms: 5, seq: 0 }, added: 1 };
    expect(() =>
      tail.accept({ info, entries: [{ ms: 5, seq: 0, id: "5-0", fields: [] }] }, 3, { ms: 9, seq: 0 }),
    ).toThrow(/E_CAPTURE_REPLY|entry 5-0/);
  });
});

test("streams are merged by their ids wherever pages end, and none is ahead of what may still come", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      (times, page) => {
        const streams = times.map((list) => {
          const stream = new Stream();
          for (const ms of [...list].sort((left, right) => left - right)) stream.add(ms + 1);
          return stream;
        });
        const tails = streams.map((_, index) => new StreamTail(String(index), { kind: "start" }));
        const merged: EntryId[] = [];
        for (let round = 0; round < 100; round++) {
          tails.forEach((tail, index) => {
            if (tail.isEmpty)
              tail.accept((streams[index] as Stream).read(tail.position, page), page, { ms: 99, seq: 0 });
          });
          for (const { item } of takeMerged(tails)) if (item.kind === "entry") merged.push(item.entry);
        }
        expect(merged.length).toBe(times.flat().length);
        for (let at = 1; at < merged.length; at++)
          expect(isAfter(merged[at - 1] as EntryId, merged[at] as EntryId)).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});
