import { describe, expect, test } from "vitest";
import { VenueTally } from "../../src/harness/venue-tally.ts";
import { sec } from "../../src/kernel/time.ts";
import { silenceLimit } from "../../src/venues/silence.ts";

describe("silence of a connection", () => {
  const heard = (venue: string, ...at: readonly number[]): VenueTally => {
    const tally = new VenueTally(silenceLimit(venue));
    for (const second of at) tally.heard(sec(second), "ws.1");
    return tally;
  };

  test("longer than the venue promises is counted, with where it began and how long it lasted", () => {
    const tally = heard("KRAKEN", 1, 6, 7, 13, 14);
    expect(tally.silences).toBe(1);
    expect(tally.keptSilences).toEqual([{ at: sec(7), connection: "ws.1", lasted: sec(6) }]);
  });

  test("of a venue that promises no heartbeat proves nothing", () => expect(heard("BINANCE", 1, 500).silences).toBe(0));

  test("is counted for each connection by itself, from its opening, and not while it is closed", () => {
    const tally = new VenueTally(silenceLimit("COINBASE"));
    tally.opened(0, "a");
    tally.opened(0, "b");
    for (let second = 1; second <= 20; second++) tally.heard(sec(second), "a");
    tally.closed("a");
    tally.opened(sec(40), "a");
    tally.heard(sec(41), "a");
    tally.heard(sec(21), "b");
    expect(tally.keptSilences).toEqual([{ at: 0, connection: "b", lasted: sec(21) }]);
    expect([tally.connects, tally.disconnects]).toEqual([3, 1]);
  });
});

test("a gap is open until its instrument's snapshot, and carries the instant that healed it", () => {
  const tally = new VenueTally(undefined);
  const gap = (at: number, instrument: string) =>
    tally.gap({ at, instrument, reason: "sequence", expected: 1, got: 3, healedAt: undefined });
  gap(10, "A");
  gap(11, "B");
  tally.resync(20, "A");
  expect([tally.gaps, tally.resyncs, tally.unhealed]).toEqual([2, 1, 1]);
  expect(tally.keptGaps.map((kept) => kept.healedAt)).toEqual([20, undefined]);
});
