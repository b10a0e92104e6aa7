import fc from "fast-check";
import { expect, test } from "vitest";
import { WordTable } from "../../../src/redis/resp/word-table.ts";

test("words are the bytes at their place, however often and after whichever others they come", () => {
  const vocabulary = fc.array(fc.uint8Array({ maxLength: 16 }), { minLength: 1, maxLength: 10 });
  fc.assert(fc.property(vocabulary, fc.array(fc.nat(), { maxLength: 100 }), (words, order) => {
    const table = new WordTable();
    for (const index of order) {
      const bytes = words[index % words.length] as Uint8Array;
      const buffer = Buffer.concat([Buffer.from("<<"), bytes, Buffer.from(">>")]);
      expect(table.take(buffer, 2, bytes.length)).toBe(Buffer.from(bytes).toString("latin1"));
    }
  }));
});

test("words of one slot do not pass for each other", () => {
  const table = new WordTable();
  const numbers = Array.from({ length: 20_000 }, (_, i) => String(i % 10_000));
  for (const text of numbers) expect(table.take(Buffer.from(text), 0, text.length)).toBe(text);
});
