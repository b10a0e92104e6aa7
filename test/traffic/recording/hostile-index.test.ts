import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";
import { Forge, TABLE, type ForgedBlock } from "./forge.ts";
import { fileOf, readAll } from "./memory-file.ts";

describe("an index or end block with right checksums", () => {
  const PAYLOAD = Uint8Array.from([...TABLE, 0x94, 0, 0, 0, 0xc4, 1, 0x61]);
  type Entry = readonly [offset: number, checksum: number];
  const index = (previous: number, ...entries: readonly Entry[]): Uint8Array => {
    const payload = new Uint8Array(8 + 32 * entries.length);
    const view = new DataView(payload.buffer);
    view.setBigUint64(0, BigInt(previous), true);
    entries.forEach(([offset, checksum], i) => {
      view.setBigUint64(8 + 32 * i, BigInt(offset), true);
      view.setUint32(8 + 32 * i + 24, 1, true);
      view.setUint32(8 + 32 * i + 28, checksum, true);
    });
    return payload;
  };
  const end = (offset: number, lastIndex: number, header: number, records: number): Uint8Array => {
    const payload = new Uint8Array(48);
    const view = new DataView(payload.buffer);
    const values = [offset, lastIndex, 1, records, PAYLOAD.length];
    values.forEach((value, i) => view.setBigUint64(8 * i, BigInt(value), true));
    view.setUint32(40, header, true);
    return payload;
  };
  /** A file of one data block, sound but for what `change` says. */
  type Change = "entry" | "checksum" | "previous" | "lastIndex" | "records" | "own";
  const forged = (change: Partial<Record<Change, number>>): Uint8Array => {
    const forge = new Forge().header();
    const header = forge.checksum;
    const data = forge.offset;
    forge.block({ kind: 2, count: 1, payload: PAYLOAD });
    const indexed = forge.offset;
    const entry = [change.entry ?? data, change.checksum ?? forge.checksum] as const;
    forge.block({ kind: 3, count: 1, payload: index(change.previous ?? 0, entry) });
    const own = change.own ?? forge.offset;
    return forge.block({ kind: 4, payload: end(own, change.lastIndex ?? indexed, header, change.records ?? 1) }).bytes;
  };

  test("is accepted when it tells the truth", () => {
    expect(readAll(forged({}))).toMatchObject({ records: [{ at: 0 }], error: undefined, complete: true });
  });

  test.each([
    ["an entry outside the file", { entry: 1_000_000 }],
    ["an entry that points into a block", { entry: 90 }],
    ["an entry with another checksum", { checksum: 1 }],
    ["an index before it that is not there", { previous: 16 }],
    ["a last index that is elsewhere", { lastIndex: 16 }],
    ["a last index outside the file", { lastIndex: 1_000_000 }],
    ["another number of records", { records: 2 }],
    ["the end of another file", { own: 5_000 }],
  ])("with %s is refused by reading, and never leads a seek astray", (_, change) => {
    const file = forged(change);
    const { records, error } = readAll(file);
    expect(records).toHaveLength(1);
    expect((error as WavetankError).code).toBe("E_RECORDING_CONTENT");

    const reader = openRecording(fileOf(file));
    let found: unknown;
    try {
      reader.seek(0);
      found = reader.next()?.at;
    } catch (thrown) {
      found = thrown;
    }
    if (found !== 0) expect(found).toBeInstanceOf(WavetankError);
  });

  test("that names itself as the index before is no endless loop", () => {
    const forge = new Forge().header();
    const data = forge.offset;
    const header = forge.checksum;
    forge.block({ kind: 2, count: 1, payload: PAYLOAD });
    const at = forge.offset;
    forge.block({ kind: 3, count: 1, payload: index(at, [data, forge.checksum]) });
    const file = forge.block({ kind: 4, payload: end(forge.offset, at, header, 1) }).bytes;
    expect(() => openRecording(fileOf(file)).seek(0)).toThrow(WavetankError);
  });

  test("cannot be compressed, empty or of another length", () => {
    const one = (block: ForgedBlock): string => {
      const { error } = readAll(new Forge().header().block(block).bytes);
      expect(error).toBeInstanceOf(WavetankError);
      return (error as WavetankError).message;
    };
    expect(one({ kind: 3, count: 0, payload: new Uint8Array(8) })).toContain("empty index block");
    expect(one({ kind: 3, count: 1, payload: new Uint8Array(8) })).toContain("index of 8 bytes");
    expect(one({ kind: 4, payload: new Uint8Array(20) })).toContain("end of 20 bytes");
    expect(one({ kind: 4, payload: new Uint8Array(20), compression: 1, rawBytes: 48 })).toContain("compressed end");
  });
});
