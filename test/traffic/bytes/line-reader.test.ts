import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import { LineReader } from "../../../src/traffic/bytes/line-reader.ts";
import { chunkStream, concat } from "./memory-source.ts";

interface Seen {
  readonly text: string;
  readonly number: number;
  readonly offset: number;
  readonly terminated: boolean;
}

function readLines(reader: LineReader): Seen[] {
  const seen: Seen[] = [];
  while (reader.next()) {
    const text = Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString("latin1");
    seen.push({ text, number: reader.number, offset: reader.offset, terminated: reader.terminated });
  }
  return seen;
}

/** The lines of the whole text, found by splitting it. */
function split(text: string): Seen[] {
  const parts = text.split("\n");
  const rest = parts.pop() ?? "";
  let offset = 0;
  const seen: Seen[] = [];
  for (const part of [...parts, ...(rest === "" ? [] : [rest])]) {
    const text = part.endsWith("\r") ? part.slice(0, -1) : part;
    seen.push({ text, number: seen.length + 1, offset, terminated: seen.length < parts.length });
    offset += part.length + 1;
  }
  return seen;
}

const chunk = fc
  .array(fc.constantFrom("a", "b", "\n", "\r", "\u0000", "\u00ff"), { maxLength: 12 })
  .map((c) => c.join(""));

describe("lines", () => {
  test("are those of the whole text, wherever chunks end", () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
        const reader = new LineReader(chunkStream(chunks.map((text) => Buffer.from(text, "latin1"))));
        expect(readLines(reader)).toEqual(split(chunks.join("")));
      }),
      { numRuns: 1_000 },
    );
  });

  test("stay what they were when the reader moves on", () => {
    const reader = new LineReader(chunkStream([Buffer.from("one\ntw"), Buffer.from("o\nthr"), Buffer.from("ee\n")]));
    const views: Uint8Array[] = [];
    while (reader.next()) views.push(reader.bytes.subarray(reader.start, reader.end));
    expect(views.map((view) => Buffer.from(view).toString())).toEqual(["one", "two", "three"]);
  });

  test("whole ones come before the failure of the stream; the cut one never comes", () => {
    const failure = new Error("cut");
    const reader = new LineReader(chunkStream([Buffer.from("one\ntwo\nthr")], failure));
    const seen: string[] = [];
    expect(() => {
      while (reader.next()) seen.push(Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString());
    }).toThrow(failure);
    expect(seen).toEqual(["one", "two"]);
  });
});

describe("a line longer than allowed", () => {
  const long = new Uint8Array(101).fill(120);
  const newline = Uint8Array.of(10);

  test.each([
    ["in one chunk", [concat([Buffer.from("ok\n"), long, newline])]],
    ["over two chunks", [Buffer.from("ok\n"), long.subarray(0, 60), concat([long.subarray(60), newline])]],
    ["without an end", [Buffer.from("ok\n"), long]],
    ["in chunks of one byte", [Buffer.from("ok\n"), ...Array.from(long, (byte) => Uint8Array.of(byte))]],
  ])("%s is refused with its place", (_, chunks) => {
    const reader = new LineReader(chunkStream(chunks), 100);
    expect(reader.next()).toBe(true);
    const error = caught(() => reader.next());
    expect(error.code).toBe("E_CAPTURE_LINE");
    expect(error.detail.where).toBe("chunks, line 2, byte 3 of the plain text");
  });

  test("one of exactly the allowed length passes", () => {
    expect(readLines(new LineReader(chunkStream([long.subarray(1), newline]), 100))).toHaveLength(1);
  });
});

function caught(action: () => unknown): WavetankError {
  try {
    action();
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
