import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { HEADER } from "./any-record.ts";
import { bytesOf, fileOf, readAll, record, shown } from "./memory-file.ts";

const BLOCKS: ReadonlyArray<readonly TrafficRecord[]> = [
  [
    { kind: "rest", at: -5, source: 0, url: "https://a/depth", bytes: bytesOf('{"lastUpdateId":1}') },
    { kind: "connect", at: 0, source: 0, connection: "ws.1", address: "wss://a" },
    { kind: "send", at: 1, source: 0, connection: "ws.1", bytes: bytesOf("subscribe") },
  ],
  [
    { kind: "frame", at: 10, source: 0, connection: "ws.1", bytes: bytesOf('{"u":2}'.repeat(5)), binary: false },
    { kind: "frame", at: 10, source: 1, connection: "ws.1", bytes: Uint8Array.of(0, 255), binary: true },
  ],
  [{ kind: "disconnect", at: 20, source: 0, connection: "ws.1", reason: "1006" }],
];
const FILE = record(HEADER, ...BLOCKS);
/** Where each block starts, in the order of the file: header, three data blocks, index, end. */
const STARTS = blockStarts(FILE);
const [HEADER_AT = 0, FIRST_AT = 0, SECOND_AT = 0, THIRD_AT = 0, INDEX_AT = 0, END_AT = 0] = STARTS;

describe("a flipped bit", () => {
  test("anywhere is found, in the block where it is, after all records before that block", () => {
    for (let position = 0; position < FILE.length; position++) {
      for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const damagedFile = Uint8Array.from(FILE);
        damagedFile[position]! ^= mask;
        const { records, error } = readAll(damagedFile);
        const start = Math.max(0, ...STARTS.filter((offset) => offset <= position));
        expect(error, `byte ${position} ^ ${mask}`).toBeInstanceOf(WavetankError);
        expect((error as WavetankError).code).toMatch(/^E_RECORDING_/);
        expect((error as WavetankError).detail.where, `byte ${position} ^ ${mask}`).toBe(`test.wtr @ byte ${start}`);
        expect(records, `byte ${position} ^ ${mask}`).toEqual(recordsBefore(start));
      }
    }
  });

  test("in the middle of a file stays the reader's answer, until a seek goes around it", () => {
    const damagedFile = Uint8Array.from(FILE);
    damagedFile[SECOND_AT + 60]! ^= 1;
    const reader = openRecording(fileOf(damagedFile));
    for (let i = 0; i < 3; i++) reader.next();
    const errors = [0, 1].map(() => errorOf(() => reader.next()));
    expect(errors[0]?.code).toBe("E_RECORDING_DAMAGED");
    expect(errors[1]).toBe(errors[0]);
    reader.seek(11);
    expect(reader.next()?.kind).toBe("disconnect");
    expect(reader.next()).toBeUndefined();
  });
});

describe("any edit of a file", () => {
  test("leaves the reader with a part of the records from the start, and an error or complete = false", () => {
    const edit = fc.record({
      at: fc.nat({ max: FILE.length }),
      remove: fc.nat({ max: 200 }),
      insert: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(fc.property(edit, ({ at, remove, insert }) => {
      const edited = Uint8Array.from(Buffer.concat([FILE.subarray(0, at), insert, FILE.subarray(at + remove)]));
      fc.pre(Buffer.compare(edited, FILE) !== 0);
      const { records, error, complete } = readAll(edited);
      expect(records).toEqual(BLOCKS.flat().map(shown).slice(0, records.length));
      if (error === undefined) expect(complete).toBe(false);
      else expect((error as WavetankError).code).toMatch(/^E_RECORDING_/);
    }), { numRuns: 2_000 });
  });
});

describe("a file cut off", () => {
  test("anywhere gives exactly the records of its whole blocks, then an error or complete = false", () => {
    for (let length = 0; length < FILE.length; length++) {
      const { records, error, complete } = readAll(FILE.subarray(0, length));
      const wholeBlocks = STARTS.includes(length) && length > HEADER_AT;
      const start = Math.max(0, ...STARTS.filter((offset) => offset <= length));
      expect(records, `${length} bytes`).toEqual(recordsBefore(start));
      if (wholeBlocks) expect([error, complete], `${length} bytes`).toEqual([undefined, false]);
      else expect((error as WavetankError).code, `${length} bytes`).toBe("E_RECORDING_TRUNCATED");
    }
  });

  test("is said to be so at the block that is not whole", () => {
    const error = readAll(FILE.subarray(0, SECOND_AT + 70)).error as WavetankError;
    expect(error.detail.where).toBe(`test.wtr @ byte ${SECOND_AT}`);
    expect(error.message).toMatch(/ends \d+ bytes before a data block does/);
  });
});

describe("whole blocks", () => {
  const pieces = STARTS.map((start, i) => FILE.subarray(start, STARTS[i + 1] ?? FILE.length));
  const rebuild = (order: readonly number[]): Uint8Array => (
    Uint8Array.from(Buffer.concat([FILE.subarray(0, HEADER_AT), ...order.map((i) => pieces[i]!)]))
  );

  test("in any other order, missing or repeated, are found where the order breaks", () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 8 }), (order) => {
      const broken = order.findIndex((block, i) => block !== i);
      fc.pre(broken >= 0);
      const { records, error } = readAll(rebuild(order));
      const wrongAt = HEADER_AT + pieces.slice(0, broken).reduce((sum, piece) => sum + piece.length, 0);
      expect((error as WavetankError).detail.where).toBe(`test.wtr @ byte ${wrongAt}`);
      // A file that was whole and goes on is wrong in what follows the end, not in what precedes it.
      expect((error as WavetankError).code).toBe(broken === 6 ? "E_RECORDING_CONTENT" : "E_RECORDING_SEQUENCE");
      expect(records).toEqual(recordsBefore(broken === 6 ? FILE.length : STARTS[broken]!));
    }), { numRuns: 500 });
  });

  test.each([
    ["removed", [0, 1, 3, 4, 5], SECOND_AT],
    ["repeated", [0, 1, 1, 2, 3, 4, 5], SECOND_AT],
    ["swapped", [0, 2, 1, 3, 4, 5], FIRST_AT],
    ["put after the end", [0, 1, 2, 3, 4, 5, 5], FILE.length],
  ])("that were %s are found even where the end is the right one", (_, order, offset) => {
    expect((readAll(rebuild(order)).error as WavetankError).detail.where).toBe(`test.wtr @ byte ${offset}`);
  });

  test("of another recording do not fit, though number, length and time are right", () => {
    const other = record({ ...HEADER, epochUnixNs: HEADER.epochUnixNs + 1n }, ...BLOCKS);
    expect(blockStarts(other)).toEqual(STARTS);
    for (const [from, to] of [[FIRST_AT, SECOND_AT], [INDEX_AT, END_AT], [END_AT, FILE.length]] as const) {
      const mixed = Uint8Array.from(FILE);
      mixed.set(other.subarray(from, to), from);
      const { error, complete, records } = readAll(mixed);
      expect((error as WavetankError).code).toBe("E_RECORDING_SEQUENCE");
      expect((error as WavetankError).detail.where).toBe(`test.wtr @ byte ${from}`);
      expect(complete).toBe(from !== END_AT);
      expect(records).toEqual(recordsBefore(from));
    }
  });
});

describe("a survey", () => {
  test("adds up the blocks of a sound file", () => {
    const { damage, ...sum } = openRecording(fileOf(FILE)).survey();
    expect(damage).toBeUndefined();
    expect(sum).toMatchObject({ blocks: 3, records: 6, first: -5, last: 20 });
    expect(sum.storedBytes).toBe(INDEX_AT - FIRST_AT - 3 * 52);
  });

  test("stops at damage and names it", () => {
    const damagedFile = Uint8Array.from(FILE);
    damagedFile[THIRD_AT + 20]! ^= 1;
    const survey = openRecording(fileOf(damagedFile)).survey();
    expect([survey.blocks, survey.records, survey.last]).toEqual([2, 5, 10]);
    expect(survey.damage?.detail.where).toBe(`test.wtr @ byte ${THIRD_AT}`);
  });
});

/** By FORMAT.md: a prelude of 52 bytes has the length of its payload at 12. */
function blockStarts(file: Uint8Array): readonly number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const starts: number[] = [];
  for (let offset = 16; offset < file.length; offset += 52 + view.getUint32(offset + 12, true)) starts.push(offset);
  return starts;
}

function recordsBefore(offset: number): readonly unknown[] {
  const whole = [SECOND_AT, THIRD_AT, INDEX_AT].filter((end) => end <= offset).length;
  return BLOCKS.slice(0, whole).flat().map(shown);
}

function errorOf(action: () => unknown): WavetankError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error as WavetankError;
  }
}
