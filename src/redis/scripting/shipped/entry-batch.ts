import type { Bytes } from "../../server/bytes.ts";

/** Entries as scripts are given them, each after the number of its words; undefined when the numbers are not right. */
export function readBatch(words: readonly Bytes[]): readonly (readonly Bytes[])[] | undefined {
  const entries: (readonly Bytes[])[] = [];
  for (let at = 0; at < words.length;) {
    const count = wordCount(words[at] as Bytes);
    const end = at + 1 + count;
    if (count < 2 || count % 2 !== 0 || end > words.length) return undefined;
    entries.push(words.slice(at + 1, end));
    at = end;
  }
  return entries;
}

/** The words of `readBatch`. An entry has at most 998 words. */
export const batchWords = (entries: readonly (readonly Bytes[])[]): Bytes[] =>
  entries.flatMap((entry) => [String(entry.length), ...entry]);

const wordCount = (text: Bytes): number => (/^\d{1,3}$/.test(text) ? Number(text) : 0);
