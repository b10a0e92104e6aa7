import { describe, expect, test } from "vitest";
import { crc32 } from "../../src/kernel/crc32.ts";
import { Instrument } from "../../src/market/instrument.ts";
import { OrderBook } from "../../src/market/order-book.ts";
import { BookIntegrity } from "../../src/oracles/book-integrity.ts";
import { BufferBounds } from "../../src/oracles/buffer-bounds.ts";
import { Conservation } from "../../src/oracles/conservation.ts";
import { EffectOnce } from "../../src/oracles/effect-once.ts";
import { MessageLedger, MessageState } from "../../src/oracles/ledger.ts";
import { OrderPerKey } from "../../src/oracles/order-per-key.ts";

describe("an oracle that compared nothing does not pass", () => {
  test.each([
    ["conservation", () => new Conservation().report()],
    ["order-per-key", () => new OrderPerKey().report()],
    ["effect-once", () => new EffectOnce().report()],
    ["buffer-bounds", () => new BufferBounds().report()],
    ["book-integrity", () => new BookIntegrity().reports()[0]],
  ])("%s", (name, report) => {
    expect(report()).toMatchObject({ name, verdict: "insufficient", compared: 0 });
  });
});

describe("conservation", () => {
  const settled = (): Conservation => {
    const oracle = new Conservation();
    Object.assign(oracle, {
      accepted: 10, stored: 6, dropped: 1, handled: 4, entriesApplied: 7, entriesAcknowledged: 3,
    });
    return oracle;
  };

  test("passes while what the parts hold is what the count says", () => {
    const oracle = settled();
    oracle.check(1, 3, 4);
    expect(oracle.report()).toMatchObject({ verdict: "pass", compared: 1 });
    expect(oracle.inFlight).toBe(5);
  });

  test("catches a message that left the client's buffer without being stored (DEF-11, drain then send)", () => {
    const oracle = settled();
    oracle.check(7, 2, 4);
    expect(oracle.report()).toMatchObject({
      verdict: "fail", reason: expect.stringContaining("at 7 ns: the client holds 2 messages"),
    });
  });

  test("catches an entry that vanished from the store unread (DEF-15, trimming past a group)", () => {
    const oracle = settled();
    oracle.check(7, 3, 3);
    expect(oracle.report().verdict).toBe("fail");
  });

  test("catches an acknowledgement of what was not handled: the store is empty and messages are unaccounted for", () => {
    const oracle = new Conservation();
    Object.assign(oracle, { accepted: 3, stored: 3, handled: 2, entriesApplied: 3, entriesAcknowledged: 3 });
    oracle.finish(9);
    expect(oracle.report().reason).toContain("1 messages were accepted and never accounted for");
  });

  test("catches a message counted as handled twice", () => {
    const oracle = new Conservation();
    Object.assign(oracle, { accepted: 1, stored: 1, handled: 2, entriesApplied: 1, entriesAcknowledged: 1 });
    oracle.check(1, 0, 0);
    expect(oracle.report().verdict).toBe("fail");
  });
});

test("order-per-key catches a cancel handled before its submit (DEF-24), and compares keys apart", () => {
  const oracle = new OrderPerKey();
  for (const [key, ordinal] of [[0, 5], [1, 1], [0, 6], [1, 9]] as const) oracle.handled(1, key, ordinal);
  expect(oracle.report()).toMatchObject({ verdict: "pass", compared: 2 });
  oracle.handled(2, 0, 4);
  expect(oracle.report().reason).toBe("at 2 ns: key 0: message 4 handled after 6");
});

describe("effect-once", () => {
  test("catches a message handled after its account was closed (DEF-22, a call for each copy)", () => {
    const ledger = new MessageLedger();
    const oracle = new EffectOnce();
    const ordinal = ledger.accept({ priority: 1, key: 0, fingerprint: 1, received: 0, at: 0 });
    ledger.send(ordinal, 1, 0);
    oracle.handled(1, ledger.ordinalOf(1), 1);
    ledger.finish(ordinal, MessageState.handled);
    oracle.handled(2, ledger.ordinalOf(1), 1);
    expect(oracle.report()).toMatchObject({ verdict: "fail", compared: 2 });
  });

  test("catches it too while an older message is still on its way", () => {
    const ledger = new MessageLedger();
    const oracle = new EffectOnce();
    for (const sequence of [1, 2])
      ledger.send(ledger.accept({ priority: 1, key: sequence, fingerprint: 1, received: 0, at: 0 }), sequence, 0);
    oracle.handled(1, ledger.ordinalOf(2), 2);
    ledger.finish(1, MessageState.handled);
    oracle.handled(2, ledger.ordinalOf(2), 2);
    expect(oracle.report()).toMatchObject({ verdict: "fail", compared: 2 });
    expect(ledger.ordinalOf(1)).toBe(0);
  });

  test("catches a payload that was changed on the way", () => {
    const oracle = new EffectOnce();
    oracle.handled(1, 0, 1);
    oracle.payload(1, 1, 0xdead, 0xbeef);
    expect(oracle.report().reason).toContain("another payload");
  });
});

describe("buffer-bounds", () => {
  const config = { capacity: 10, highWater: 8, lowWater: 2 };
  const after = (...levels: [number, boolean][]) => {
    const oracle = new BufferBounds();
    levels.forEach(([size, pressured], i) => oracle.changed(i, 3, { size, pressured, config }));
    return oracle.report().verdict;
  };

  test("passes hysteresis: on at 8, still on at 5, off at 2, still off at 7", () => {
    expect(after([7, false], [8, true], [5, true], [2, false], [7, false])).toBe("pass");
  });
  test("catches more than the capacity", () => expect(after([11, true])).toBe("fail"));
  test("catches back-pressure that toggles inside the band (no low-water mark)", () =>
    expect(after([8, true], [5, false])).toBe("fail"));
  test("catches back-pressure that never comes (DEF-33)", () => expect(after([9, false])).toBe("fail"));
});

describe("book-integrity", () => {
  const instrument = new Instrument("KRAKEN", "XBT/USD", 0, 1, 8);
  const bids = ["100.0", "1.00000000", "99.5", "2.50000000"];
  const asks = ["100.5", "0.50000000", "101.0", "0.00000001"];
  const digits = "10055000000010101100010000000099525" + "0000000";
  const checksum = crc32(Uint8Array.from(digits, (c) => c.charCodeAt(0)));
  const asIntegers = (texts: readonly string[]): number[] => texts.map((text) => Number(text.replace(".", "")));

  function run(sabotage: (book: OrderBook) => void = () => {}, crc = checksum) {
    const oracle = new BookIntegrity();
    const book = new OrderBook();
    oracle.expect(instrument, { ordinal: 0, kind: "snapshot", bids, asks, depth: 10, checksum: crc });
    book.applySnapshot(asIntegers(bids), asIntegers(asks), 10);
    sabotage(book);
    oracle.applied(5, instrument, 0, book);
    return oracle.reports();
  }

  test("passes a book that is built from the same levels, and agrees with the venue's CRC32", () => {
    expect(run()).toMatchObject([
      { verdict: "pass", compared: 6 }, { name: "book-checksum", verdict: "pass", compared: 1 },
    ]);
  });
  test("catches a size that differs by the last digit", () => {
    expect(run((book) => book.applyDelta([], [1_010, 2], 10))[0]?.reason).toContain(
      "ask 1010: 2 behind the bus, 1 in the frames",
    );
  });
  test("catches a level too many", () =>
    expect(run((book) => book.applyDelta([1, 1], [], 10))[0]?.verdict).toBe("fail"));
  test("catches a level too few", () =>
    expect(run((book) => book.applyDelta([995, 0], [], 10))[0]?.verdict).toBe("fail"));
  test("catches a checksum that disagrees", () => expect(run(undefined, checksum ^ 1)[1]?.verdict).toBe("fail"));

  test("catches a change that never came, one that came twice, and two that changed places", () => {
    for (const order of [[1], [0, 0], [1, 0]]) {
      const oracle = new BookIntegrity();
      const book = new OrderBook();
      for (const ordinal of [0, 1])
        oracle.expect(instrument, { ordinal, kind: "delta", bids: ["100.0", "1"], asks: [], depth: 0, checksum: -1 });
      for (const ordinal of order) oracle.applied(1, instrument, ordinal, book);
      expect(oracle.reports()[0]?.verdict).toBe("fail");
    }
  });
});

test("the ledger keeps room for unfinished messages only, and forgets the finished ones", () => {
  const ledger = new MessageLedger();
  for (let round = 0; round < 50_000; round++) {
    const ordinal = ledger.accept({
      priority: round % 4, key: round % 9, fingerprint: round, received: round, at: round + 1,
    });
    ledger.send(ordinal, round + 1, round + 2);
    if (round >= 3_000) {
      const oldest = ledger.ordinalOf(round - 2_999);
      expect(oldest).toBe(round - 3_000);
      expect([ledger.key(oldest!), ledger.received(oldest!)]).toEqual([(round - 3_000) % 9, round - 3_000]);
      ledger.finish(oldest!, MessageState.handled);
      expect(ledger.ordinalOf(round - 2_999)).toBeUndefined();
    }
  }
  expect(ledger.accepted).toBe(50_000);
});
