import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineReader } from "../../../src/traffic/bytes/line-reader.ts";
import { PlainBytes } from "../../../src/traffic/bytes/plain-bytes.ts";
import { CaptureInput } from "../../../src/traffic/import/capture-input.ts";
import { CryptofeedCapture } from "../../../src/traffic/import/cryptofeed-capture.ts";
import { indexTimes } from "../../../src/traffic/import/time-index.ts";
import { memorySource } from "../bytes/memory-source.ts";
import { caught, readCapture, shown } from "./read-capture.ts";

const HEADER = '{"t":"header","format":2,"exchange":"KRAKEN"}';
const START = 1618678132;

/** A line of a capture: a frame of a connection, or a REST answer; its text is its place in the file. */
interface Entry {
  readonly connection: string;
  readonly at: number;
}

const seconds = (at: number): string => `${START + Math.floor(at / 1e9)}.${String(at % 1e9).padStart(9, "0")}`;
const lineOf = ({ connection, at }: Entry, place: number): string =>
  connection === "http"
    ? `{"t":"http","conn":"http","ts":${seconds(at)},"url":"u","data":"${place}"}`
    : `{"t":"recv","conn":"${connection}","ts":${seconds(at)},"data":"${place}"}`;
const fileOf = (entries: readonly Entry[]): string => `${[HEADER, ...entries.map(lineOf)].join("\n")}\n`;

/** Connections whose times never decrease and REST answers at any time, in any order that keeps each connection's. */
const entries: fc.Arbitrary<Entry[]> = fc
  .array(fc.record({ connection: fc.constantFrom("http", "a", "b", "c"), at: fc.nat(40) }), { maxLength: 40 })
  .map((list) => {
    const times = new Map<string, number[]>();
    for (const { connection, at } of list) times.set(connection, [...(times.get(connection) ?? []), at]);
    for (const [connection, all] of times) if (connection !== "http") all.sort((x, y) => x - y);
    return list.map(({ connection }) => ({ connection, at: (times.get(connection) ?? []).shift() ?? 0 }));
  });

describe("records of one file", () => {
  test("come in order of time, those of one time in the order of the file", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const { records, error } = readCapture(fileOf(list));
        const expected = list.map(({ at }, place) => ({ at, place })).sort((a, b) => a.at - b.at || a.place - b.place);
        expect(error).toBeUndefined();
        expect(records.map((record) => Number(shown(record).split(" ").at(-1)))).toEqual(
          expected.map(({ place }) => place),
        );
        expect(records.map(({ at }) => at)).toEqual(expected.map(({ at }) => at));
      }),
      { numRuns: 500 },
    );
  });

  test("come in that order up to the damage, whatever the order of the file", () => {
    fc.assert(
      fc.property(entries, fc.nat(40), (list, cut) => {
        const whole = list.slice(0, cut);
        const { records, error } = readCapture(`${fileOf(whole)}{"t":"broken"}\n${whole.map(lineOf).join("\n")}`);
        expect(records.map(shown)).toEqual(readCapture(fileOf(whole)).records.map(shown));
        expect(error?.code).toBe("E_CAPTURE_RECORD");
      }),
    );
  });

  test("come in that order up to a payload that does not decode, which only the second reading finds", () => {
    fc.assert(
      fc.property(entries, fc.nat(40), (list, cut) => {
        const whole = list.slice(0, cut);
        const last = `{"t":"http","conn":"http","ts":${seconds(50)},"url":"u","b64":"@@@="}`;
        const { records, error } = readCapture(`${fileOf(whole)}${last}\n${list.slice(cut).map(lineOf).join("\n")}`);
        expect(records.map(shown)).toEqual(readCapture(fileOf(whole)).records.map(shown));
        expect(error).toMatchObject({
          code: "E_CAPTURE_RECORD",
          detail: { where: expect.stringContaining(`line ${whole.length + 2},`) as string },
        });
      }),
    );
  });

  test("on one connection never go back in time", () => {
    const { records, error } = readCapture(
      fileOf([
        { connection: "a", at: 7 },
        { connection: "b", at: 3 },
        { connection: "a", at: 6 },
      ]),
    );
    expect(records.map(shown)).toEqual(["3 frame b 1", "7 frame a 0"]);
    expect(error?.code).toBe("E_CAPTURE_ORDER");
    expect(error?.message).toBe('connection "a" goes back in time, from 1618678132.000000007 to 1618678132.000000006');
    expect(error?.detail.where).toContain("line 4");
  });

  test("too many or too large to be put in order are refused; in order there is no limit", () => {
    const backward = [
      { connection: "http", at: 9 },
      ...Array.from({ length: 50 }, (_, at) => ({ connection: "a", at: (at / 10) | 0 })),
    ];
    const forward = backward.slice(1);
    const index = (list: readonly Entry[]) =>
      indexTimes(new LineReader(new PlainBytes(memorySource(fileOf(list)))), new CryptofeedCapture(), 10);
    expect(index(forward)).toMatchObject({ count: 50, horizon: undefined, failure: undefined });
    expect(index(backward)).toMatchObject({ count: 10, failure: { code: "E_CAPTURE_ORDER" } });

    const pull = (list: readonly Entry[], heldMax: number): number => {
      const input = new CaptureInput(memorySource(fileOf(list)), new CryptofeedCapture(), { heldMax });
      let count = 0;
      while (input.next() !== undefined) count += 1;
      return count;
    };
    expect(pull(forward, 0)).toBe(50);
    expect(pull(backward, 1000)).toBe(51);
    expect(caught(() => pull(backward, 200)).code).toBe("E_CAPTURE_ORDER");
  });

  test("with long addresses that wait are too large to be put in order, too", () => {
    const connects = Array.from({ length: 4 }, (_, n) =>
      `{"t":"connect","conn":"c${n}","ts":${seconds(9 - n)},"addr":"${"a".repeat(10_000)}"}`);
    const pullAll = (heldMax: number): number => {
      const file = memorySource(`${HEADER}\n${connects.join("\n")}\n`);
      const input = new CaptureInput(file, new CryptofeedCapture(), { heldMax });
      let count = 0;
      while (input.next() !== undefined) count += 1;
      return count;
    };
    expect(pullAll(50_000)).toBe(4);
    expect(caught(() => pullAll(20_000)).code).toBe("E_CAPTURE_ORDER");
  });
});

describe("records of several files", () => {
  test("are merged by time, those of one time in the order of the files", () => {
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 4 }), (lists) => {
        const { records } = readCapture(...lists.map(fileOf));
        const expected = lists
          .flatMap((list, file) => list.map(({ at }, place) => ({ at, file, place })))
          .sort((a, b) => a.at - b.at || a.file - b.file || a.place - b.place);
        expect(records.map((record) => Number(shown(record).split(" ").at(-1)))).toEqual(
          expected.map(({ place }) => place),
        );
      }),
    );
  });

  test("start at the second of the earliest, whichever file holds it", () => {
    const early = fileOf([{ connection: "a", at: 5 }]);
    const late = early.replaceAll(String(START), String(START + 100));
    expect(readCapture(late, early).capture.header.epochUnixNs).toBe(BigInt(START) * 1_000_000_000n);
    expect(readCapture(late, early).records.map(({ at }) => at)).toEqual([5, 100_000_000_005]);
  });

  test("more than 104 days apart are refused", () => {
    const early = fileOf([{ connection: "a", at: 5 }]);
    const late = early.replaceAll(String(START), String(START + 105 * 86_400));
    expect(caught(() => readCapture(early, late)).code).toBe("E_CAPTURE_TIME");
  });

  test("of several formats are one capture of both", () => {
    const { capture } = readCapture(fileOf([{ connection: "a", at: 0 }]), `${START} [1]\n`);
    expect(capture.format).toBe("cryptofeed-capture/2+collector-ndjson");
  });

  test("one of which is damaged come up to the damage", () => {
    const { records, error } = readCapture(
      fileOf([
        { connection: "a", at: 1 },
        { connection: "a", at: 9 },
      ]),
      `${fileOf([{ connection: "b", at: 5 }])}x\n`,
    );
    expect(records.map(shown)).toEqual(["1 frame a 0", "5 frame b 0"]);
    expect(error?.code).toBe("E_CAPTURE_RECORD");
  });
});
