import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printable } from "../../src/report/printable.ts";

/** By Unicode's own categories: control, surrogate, and what turns the direction of the text. */
const OBEYED = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

describe("what may quote a stranger's input", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }), fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );

  test("has nothing that a terminal obeys or that turns the text around, but for line feeds", () => {
    fc.assert(fc.property(anyText, (text) => {
      expect(printable(text).replaceAll("\n", "")).not.toMatch(OBEYED);
    }), { numRuns: 2_000 });
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = String.fromCharCode(unit);
      if (text !== "\n" && OBEYED.test(text)) expect(printable(text), unit.toString(16)).toBe("?");
    }
  });

  test("is left as it is where it only looks foreign", () => {
    const texts = ["BTC/USD.KRAKEN → 1.5", "龙虾USDT", "e\u0301é ßµ", "🌊", "a\nb"];
    expect(texts.map(printable)).toEqual(texts);
  });
});
