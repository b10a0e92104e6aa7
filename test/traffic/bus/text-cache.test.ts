import fc from "fast-check";
import { expect, test } from "vitest";
import { TextCache } from "../../../src/traffic/bus/text-cache.ts";

test("a text from the cache is what its bytes decode to, whatever was asked before, and though the bytes change afterwards", () => {
  const some = fc.oneof(
    fc
      .constantFrom("topic", "payload", "data.trades.BINANCE.BTCUSDT", "é")
      .map((text) => Uint8Array.from(Buffer.from(text))),
    fc.uint8Array({ maxLength: 300 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(some, fc.nat({ max: 5 })), { maxLength: 40 }), (asked) => {
      const texts = new TextCache();
      for (const [bytes, before] of asked) {
        const frame = new Uint8Array(before + bytes.length + 1).fill(65);
        frame.set(bytes, before);
        expect(texts.text(frame, before, before + bytes.length)).toBe(Buffer.from(bytes).toString("utf8"));
        frame.fill(0);
      }
    }),
  );
});

test("texts that fall into one slot do not stand for each other", () => {
  const texts = new TextCache();
  for (let n = 0; n < 20_000; n++) {
    const name = Buffer.from(`name-${n % 5_000}`);
    expect(texts.text(name, 0, name.length)).toBe(`name-${n % 5_000}`);
  }
});
