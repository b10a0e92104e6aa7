import fc from "fast-check";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { Forge, HEADER_PAYLOAD, TABLE, type ForgedBlock } from "./forge.ts";
import { bytesOf, fileOf, readAll } from "./memory-file.ts";

function errorOf(bytes: Uint8Array): WavetankError {
  const { error } = readAll(bytes);
  expect(error).toBeInstanceOf(WavetankError);
  return error as WavetankError;
}

describe("a file that is no recording", () => {
  test.each([
    ["gzip", Uint8Array.from(gzipSync("capture")), "gzip"],
    ["JSON", bytesOf('{"t":"header"}'), "JSON"],
    ["a PNG image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82), "PNG"],
    ["Zstandard", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0, 0, 0), "Zstandard"],
    ["something unknown", bytesOf("1633998511 {}"), "31 36 33 33 39 39 38 35"],
    ["one byte", bytesOf("x"), "78"],
  ])("because it is %s says so", (_, bytes, named) => {
    const error = errorOf(bytes);
    expect(error.code).toBe("E_RECORDING_FOREIGN");
    expect(error.message).toContain(named);
    expect(error.detail.where).toBe("test.wtr @ byte 0");
    expect(error.detail.hint).toContain("wavetank import");
  });

  test("because it is empty says so", () => {
    const error = errorOf(new Uint8Array(0));
    expect(error.code).toBe("E_RECORDING_TRUNCATED");
    expect(error.message).toContain("empty");
  });

  test("but whose line ends were converted in transfer says so", () => {
    const file = new Forge().header().bytes;
    const converted = file.filter((byte, i) => !(byte === 0x0d && file[i + 1] === 0x0a));
    expect(errorOf(converted).code).toBe("E_RECORDING_DAMAGED");
    expect(errorOf(converted).message).toContain("line ends");
  });

  test("of a later version names the versions that are read", () => {
    const error = errorOf(new Forge(2).header().bytes);
    expect(error.code).toBe("E_RECORDING_VERSION");
    expect(error.message).toContain("version 2");
    expect(error.detail.expected).toContain("version 1");
  });

  test("whatever it holds is refused by an error of its own, never another", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, led) => {
      const bytes = led ? Uint8Array.from([...new Forge().header().bytes, ...noise]) : noise;
      fc.pre(!(led && noise.length === 0));
      expect(errorOf(bytes).code).toMatch(/^E_RECORDING_/);
    }), { numRuns: 500 });
  });
});

describe("a prelude with a right checksum", () => {
  const cases: ReadonlyArray<readonly [string, Partial<ForgedBlock>, RegExp]> = [
    ["an unknown kind", { kind: 9 }, /kind 9/],
    ["an unknown compression", { compression: 2 }, /compression 2/],
    ["undefined bits", { reserved: 1 }, /does not define/],
    ["4 GiB of payload", { storedBytes: 0xffffffff, rawBytes: 0xffffffff }, /4294967295 bytes/],
    ["a bomb's ratio", { compression: 1, rawBytes: 60_000_000 }, /stand for 60000000/],
    ["an uncompressed payload of another length", { rawBytes: 500 }, /stand for 500/],
    ["no records", { count: 0 }, /empty data block/],
    ["too many records", { count: 70_000 }, /70000/],
    ["several records of more than 4 MiB", { count: 2, compression: 1, rawBytes: 5_000_000 }, /block of 5000000/],
    ["instants that go back", { first: 5n, last: 4n }, /ends before it starts/],
    ["an instant beyond 2^53", { first: 1n << 60n }, /1152921504606846976/],
    ["an instant that means unknown", { first: -(2n ** 53n) + 1n, last: 0n }, /-9007199254740991/],
  ];
  test.each(cases)("and %s is refused before anything is read for it", (_, fields, message) => {
    const forge = new Forge().header();
    const offset = forge.offset;
    const error = errorOf(forge.block({ kind: 2, count: 1, payload: new Uint8Array(100), ...fields }).bytes);
    expect(error.code).toBe("E_RECORDING_CONTENT");
    expect(error.message).toMatch(message);
    expect(error.detail.where).toBe(`test.wtr @ byte ${offset}`);
  });

  test("that claims 64 MiB which are not there takes no memory for them", () => {
    const file = new Forge().header().block({
      kind: 2, count: 1, payload: new Uint8Array(10), storedBytes: 64 * 1024 * 1024, rawBytes: 64 * 1024 * 1024,
    }).bytes;
    const before = process.memoryUsage().arrayBuffers;
    expect(errorOf(file).code).toBe("E_RECORDING_TRUNCATED");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });
});

describe("a header with right checksums", () => {
  const epoch = (nanoseconds: bigint): Uint8Array => {
    const payload = Uint8Array.from(HEADER_PAYLOAD);
    new DataView(payload.buffer).setBigInt64(2, nanoseconds);
    return payload;
  };
  const cases: ReadonlyArray<readonly [string, Uint8Array, RegExp]> = [
    ["an epoch before 1970", epoch(-1n), /epoch -1/],
    ["an epoch after 2262", epoch(-1n).map((byte, i) => (i === 1 ? 0xcf : byte)), /epoch 18446744073709551615/],
    ["an epoch that is a small integer", Uint8Array.of(0x93, 5, 0xa0, 0x90), /type 0x5/],
    ["a name that is not UTF-8", HEADER_PAYLOAD.map((byte) => (byte === 0x56 ? 0xff : byte)), /not UTF-8/],
    ["bytes after its end", Uint8Array.from([...HEADER_PAYLOAD, 0]), /after the header/],
    ["another number of sources", HEADER_PAYLOAD.map((byte, i) => (i === 11 ? 0x90 : byte)), /0 sources/],
    ["a map instead of an array", Uint8Array.of(0x83), /type 0x83/],
    ["nothing", new Uint8Array(0), /end of the payload/],
  ];
  test.each(cases)("and %s is refused when it is opened", (_, payload, message) => {
    const file = new Forge().block({ kind: 1, count: 1, payload }).bytes;
    expect(() => openRecording(fileOf(file))).toThrow(message);
    expect(errorOf(file)).toMatchObject({ code: "E_RECORDING_CONTENT", detail: { where: "test.wtr @ byte 16" } });
  });

  test("is refused when another kind of block is in its place, or its number is wrong", () => {
    for (const wrong of [{ kind: 2 }, { sequence: 1 }, { previous: 1 }]) {
      const file = new Forge().block({ kind: 1, count: 1, payload: HEADER_PAYLOAD, ...wrong }).bytes;
      expect(errorOf(file).code).toBe("E_RECORDING_SEQUENCE");
    }
    expect(errorOf(new Forge().header().header().bytes).message).toContain("second header");
  });
});

describe("a data block with right checksums", () => {
  const dataError = (rows: readonly number[], fields: Partial<ForgedBlock> = {}): WavetankError => {
    const payload = Uint8Array.from([...TABLE, ...rows]);
    return errorOf(new Forge().header().block({ kind: 2, count: 1, payload, ...fields }).bytes);
  };
  const ROW = [0x94, 0, 0, 0, 0xc4, 1, 0x61];

  test("is read when it is legal", () => {
    const file = new Forge().header().block({ kind: 2, count: 1, payload: Uint8Array.from([...TABLE, ...ROW]) }).bytes;
    expect(readAll(file)).toEqual({
      records: [{ kind: "frame", at: 0, source: 0, connection: "c", bytes: "a", binary: false }],
      error: undefined,
      complete: false,
    });
  });

  const cases: ReadonlyArray<readonly [string, readonly number[], Partial<ForgedBlock>, RegExp]> = [
    ["a row of an unknown kind", [0x94, 6, 0, 0, 0xc4, 0], {}, /kind 6/],
    ["a row that is too short", [0x93, 0, 0, 0], {}, /row of 3 fields/],
    ["a negative time", [0x94, 0, 0xff, 0, 0xc4, 0], {}, /type 0xff/],
    ["a negative 64-bit time", [0x94, 0, 0xd3, ...Array<number>(8).fill(0xff), 0, 0xc4, 0], {}, /integer -1/],
    ["a time beyond 2^53", [0x94, 0, 0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0xc4, 0], {}, /9223372036854775808/],
    ["a float for a time", [0x94, 0, 0xcb, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc4, 0], {}, /type 0xcb/],
    ["a first record that is not at the first instant", [0x94, 0, 1, 0, 0xc4, 0], { last: 5n }, /record at 1 ns/],
    ["a record after the last instant", [...ROW, 0x94, 0, 9, 0, 0xc4, 0], { count: 2, last: 5n }, /record at 9 ns/],
    ["a last record before the last instant", ROW, { last: 5n }, /last record at 0 ns/],
    ["a channel that is not in the table", [0x94, 0, 0, 7, 0xc4, 0], {}, /channel 7/],
    ["a source that is not in the header", [0x95, 5, 0, 1, 0xa0, 0xc4, 0], {}, /source 1/],
    ["a text where bytes belong", [0x94, 0, 0, 0, 0xa1, 0x61], {}, /type 0xa1/],
    ["an address that is not UTF-8", [0x94, 2, 0, 0, 0xa2, 0xc3, 0x28], {}, /not UTF-8/],
    ["a surrogate in UTF-8", [0x94, 2, 0, 0, 0xa3, 0xed, 0xa0, 0x80], {}, /not UTF-8/],
    ["more rows than it counts", [...ROW, ...ROW], {}, /bytes after the last record/],
    ["fewer rows than it counts", ROW, { count: 2 }, /end of the payload/],
  ];
  test.each(cases)("and %s is refused at its row", (_, rows, fields, message) => {
    const error = dataError(rows, fields);
    expect(error.code).toBe("E_RECORDING_CONTENT");
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/at byte \d+ of the block's payload/);
  });

  test("and any rows at all gives records that the header allows, or this error", () => {
    const token = fc.oneof(
      fc.constantFrom(0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0xdc, 0xdd, 0xa0, 0xa1, 0xd9, 0xc4, 0xcc, 0xcd, 0xce, 0xcf),
      fc.nat({ max: 6 }),
      fc.nat({ max: 255 }),
    );
    const row = fc.oneof(
      { weight: 3, arbitrary: fc.constant(ROW) },
      { weight: 1, arbitrary: fc.array(token, { maxLength: 12 }) },
    );
    const block = fc.tuple(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 3 }));
    fc.assert(fc.property(block, ([rows, count, last]) => {
      const payload = Uint8Array.from([...TABLE, ...rows.flat()]);
      const file = new Forge().header().block({ kind: 2, count, last: BigInt(last), payload }).bytes;
      const { records, error } = readAll(file);
      if (error !== undefined) expect((error as WavetankError).code).toBe("E_RECORDING_CONTENT");
      else expect(records).toHaveLength(count);
      for (const item of records) expect(item["at"] as number).toBeLessThanOrEqual(last);
      for (const item of records) expect(item["source"]).toBe(0);
    }), { numRuns: 2_000 });
  });

  test("and a table with more channels than records, or a foreign source, is refused", () => {
    const table = (bytes: readonly number[]): WavetankError => (
      errorOf(new Forge().header().block({ kind: 2, count: 1, payload: Uint8Array.from(bytes) }).bytes)
    );
    expect(table([0xdd, 0xff, 0xff, 0xff, 0xff]).message).toContain("4294967295 channels");
    expect(table([0x91, 0x92, 9, 0xa0]).message).toContain("source 9");
    expect(table([0x91, 0x93, 0, 0xa0, 0xa0]).message).toContain("channel of another length");
  });

  test("that starts before the last one ended is refused", () => {
    const payload = Uint8Array.from([...TABLE, ...ROW]);
    const forge = new Forge().header().block({ kind: 2, count: 1, payload, first: 10n });
    const { records, error } = readAll(forge.block({ kind: 2, count: 1, payload, first: 9n }).bytes);
    expect(records).toHaveLength(1);
    expect((error as WavetankError).message).toContain("starts at 9 ns");
  });

  test("and a payload that does not inflate to what it says is refused", () => {
    const raw = Uint8Array.from([...TABLE, ...ROW, ...new Uint8Array(500)]);
    const good = Uint8Array.from(deflateRawSync(raw));
    const inflated = (payload: Uint8Array, rawBytes: number): string => (
      errorOf(new Forge().header().block({ kind: 2, count: 1, payload, compression: 1, rawBytes }).bytes).message
    );
    expect(inflated(good, raw.length - 1)).toContain("does not inflate");
    expect(inflated(good, raw.length + 1)).toContain(`inflates to ${raw.length} bytes`);
    expect(inflated(good.subarray(0, -2), raw.length)).toContain("does not inflate");
    expect(inflated(Uint8Array.from([...good, 0, 0]), raw.length)).toContain("2 bytes after the compressed payload");
  });
});
