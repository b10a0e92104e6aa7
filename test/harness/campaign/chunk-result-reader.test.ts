import { describe, expect, test } from "vitest";
import type { Chunk, ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { readChunkResult } from "../../../src/harness/campaign/chunk-result-reader.ts";
import { formatCorpus, readCorpus } from "../../../src/harness/campaign/corpus-document.ts";
import { grown } from "../../../src/harness/campaign/corpus.ts";
import { syntheticResult } from "./synthetic.ts";

const CHUNK: Chunk = { index: 0, scenario: "a", from: 300, count: 100 };
const SOUND: ChunkResult = { ...syntheticResult(CHUNK), first: { "buffer full": 300, "trim held": 399 } };
const { failures: [failure, ...others] } = SOUND;
const withFailure = (change: object): object => ({ failures: [{ ...failure, ...change }, ...others] });

describe("a chunk's result from a stranger", () => {
  test("is read as it was written, and a corpus that grows by it can be read", () => {
    expect(failure).toBeDefined();
    const read = readChunkResult(JSON.parse(JSON.stringify(SOUND)), "here");
    expect(read).toEqual(SOUND);
    const corpus = grown([], [read]);
    expect(corpus).not.toEqual([]);
    expect(readCorpus(formatCorpus(corpus), "corpus")).toEqual(corpus);
  });

  test.each<[string, object]>([
    ["that saw something in a seed before its first", { first: { "buffer full": 299 } }],
    ["that saw something in a seed after its last", { first: { "buffer full": 400 } }],
    ["that saw something without a name", { first: { "": 300 } }],
    ["with a failing seed before its first", withFailure({ seed: 299 })],
    ["with a failing seed after its last", withFailure({ seed: 400 })],
    ["with a fingerprint that is empty", withFailure({ fingerprint: "" })],
    ["with a fingerprint that is none", withFailure({ fingerprint: "0000000g" })],
    ["with a digest that is too short", withFailure({ digest: "0" })],
    ["with a failure that it did not count", withFailure({ count: failure!.count + 1 })],
  ])("%s is refused", (_what, change) => {
    expect(() => readChunkResult({ ...SOUND, ...change }, "here")).toThrow(
      expect.objectContaining({ code: "E_CHUNK", detail: expect.objectContaining({ where: "here" }) }),
    );
  });

  test("with a seed beyond the last that there is is refused", () => {
    const none = { failures: [], passed: 100, failed: 0 };
    const last = { ...SOUND, ...none, from: 2 ** 32 - 1, first: { "buffer full": 2 ** 32 } };
    expect(() => readChunkResult(last, "here")).toThrow("a seed that is none of its own");
  });
});
