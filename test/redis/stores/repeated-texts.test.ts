import fc from "fast-check";
import { expect, test } from "vitest";
import { Memory } from "../../../src/redis/stores/memory.ts";
import { RepeatedTexts } from "../../../src/redis/stores/repeated-texts.ts";

const place = fc.nat(26);
const word = fc.oneof(
  fc.constantFrom("topic", "payload", "data.trades.A", "data.trades.B", "é", ""),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

test("a text is what its bytes say, at any place, whatever stood there before", () => {
  fc.assert(fc.property(fc.array(fc.tuple(place, word, fc.nat(5)), { maxLength: 60 }), (words) => {
    const texts = new RepeatedTexts();
    for (const [at, text, offset] of words) {
      const bytes = Buffer.concat([Buffer.alloc(offset, 120), Buffer.from(text), Buffer.from("yy")]);
      const memory = new Memory(Uint8Array.from(bytes).buffer);
      expect(texts.at(at, memory, offset, bytes.length - offset - 2)).toBe(text);
    }
  }));
});

test("many texts in turn, and so many that their place is given up, are still what their bytes say", () => {
  for (const different of [16, 5_000]) {
    const texts = new RepeatedTexts();
    const wrong: string[] = [];
    for (let i = 0; i < 20_000; i++) {
      const word = `data.trades.BINANCE.SYM${i % different}USDT`;
      const bytes = Uint8Array.from(Buffer.from(word));
      if (texts.at(1, new Memory(bytes.buffer), 0, bytes.length) !== word) wrong.push(word);
    }
    expect(wrong).toEqual([]);
  }
});
