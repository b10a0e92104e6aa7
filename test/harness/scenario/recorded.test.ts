import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Fault, PlannedFault } from "../../../src/faults/fault.ts";
import {
  bookMatches, burst, recording, sec, session, venueGap, venueMalformed, venueOutage, venueThrottle, ms, type Scenario,
} from "../../../src/harness/authoring.ts";
import { runReplay } from "../../../src/harness/replay.ts";
import { checkScenario } from "../../../src/harness/scenario/check.ts";
import { disturbed } from "../../../src/harness/scenario/disturbed.ts";
import { loadRecordings } from "../../../src/harness/scenario/load-recordings.ts";
import type { LoadedRecording, Recorded } from "../../../src/harness/scenario/traffic.ts";
import { openFile } from "../../../src/live/files.ts";
import { liveHost } from "../../../src/live/host.ts";
import { CAPTURE_SOURCE, formatCaptureConfig } from "../../../src/traffic/bus/capture-config.ts";
import { encodeEntryFrame } from "../../../src/traffic/bus/entry-frame.ts";
import { openTraffic } from "../../../src/traffic/open.ts";
import type { RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";
import { calm, play } from "./runner.ts";

const SHIPPED = path.resolve(import.meta.dirname, "../../../recordings/default.wtr");
const folder = mkdtempSync(path.join(os.tmpdir(), "wavetank-recorded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recorded = (changes: Partial<Scenario> = {}): Scenario =>
  loadRecordings(calm({ duration: sec(3), traffic: [recording(SHIPPED)], ...changes }));

const loadedOf = (data: Scenario): LoadedRecording => (data.traffic[0] as Recorded).loaded as LoadedRecording;

/** A recording of these records in a file. */
function written(name: string, header: RecordingHeader, records: readonly TrafficRecord[]): string {
  const parts: Uint8Array[] = [];
  const writer = new RecordingWriter({ name, write: (bytes) => void parts.push(Uint8Array.from(bytes)) }, header);
  for (const record of records) writer.append(record);
  writer.finish();
  const file = path.join(folder, name);
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

describe("a scenario that plays a recording", () => {
  test("publishes what a replay of the same records publishes, and every book behind the bus matches the frames", async () => {
    const data = recorded({ always: [...calm().always, bookMatches()] });
    const { records, venues, epochUnixNs } = loadedOf(data);
    let next = 0;
    const { report } = await runReplay(
      {
        format: "wavetank-recording/1", next: () => records[next++],
        header: { version: 1, epochUnixNs, origin: "test", sources: venues.map((venue) => ({ venue, config: "" })) },
      },
      liveHost(), { seed: 1, path: "test" },
    );
    const outcome = await play(data, { seed: 1 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.counters["accepted"]).toBe(report.messages.accepted);
    const counted = Object.fromEntries(
      Object.entries(report.venues).map(([name, { frames, events, gaps, resyncs, errors }]) => [
        name, { frames, events, gaps, resyncs, errors },
      ]),
    );
    expect(outcome.venues).toEqual(counted);
    expect(outcome.oracles.find(({ name }) => name === "book-matches")?.compared).toBeGreaterThan(100);
  });

  test("takes from the file what is before its end, and nothing of the seed", async () => {
    const data = recorded();
    const file = openFile(SHIPPED);
    const source = openTraffic([file]);
    let before = 0;
    for (let record = source.next(); record !== undefined && record.at < sec(3); record = source.next()) before++;
    file.close();
    expect(loadedOf(data).records).toHaveLength(before);
    const [first, second] = [await play(data, { seed: 1 }), await play(data, { seed: 2 })];
    expect(second.workload).toEqual(first.workload);
  });

  test("comes sooner in a burst, and later where a venue is throttled; books match all the same", async () => {
    const always = [...calm().always, bookMatches()];
    const plain = await play(recorded({ always }), { seed: 1 });
    const hastened = await play(recorded({ always, faults: [burst({ at: sec(1), lasting: ms(100), times: 10 })] }), {
      seed: 1,
    });
    const throttled = await play(
      recorded({ always, faults: [venueThrottle("BINANCE", { at: sec(1), lasting: sec(1), perSecond: 20 })] }),
      { seed: 1 },
    );
    for (const outcome of [plain, hastened, throttled]) expect(outcome.failure).toBeUndefined();
    expect(hastened.counters["accepted"]).toBe(plain.counters["accepted"]);
    expect(new Set([plain.digest, hastened.digest, throttled.digest]).size).toBe(3);
  });

  test("plays what a live bus carried as it was: topic, type, payload and class", async () => {
    const entries = ["data.trades.BINANCE.BTCUSDT", "events.order.S-1"].map((topic, index) =>
      encodeEntryFrame({
        id: `1767571200000-${index}`,
        fields: ["topic", topic, "type", "Any", "payload", `payload ${index}`, "encoding", "json"].map((text) =>
          Buffer.from(text),
        ),
      }),
    );
    const file = written(
      "bus.wtr",
      {
        version: 1, epochUnixNs: 1_767_571_200_000_000_000n, origin: "test",
        sources: [
          {
            venue: CAPTURE_SOURCE,
            config: formatCaptureConfig({
              url: "redis://test", choice: { streams: ["s"] }, from: "start", redacted: false,
            }),
          },
        ],
      },
      entries.map((bytes, index) => ({
        kind: "frame", at: ms(1 + index), source: 0, connection: "s", bytes, binary: true,
      })),
    );
    const data = loadRecordings(calm({ traffic: [recording(file)] }));
    expect(checkScenario(data)).toEqual([]);
    const outcome = await play(data, { seed: 1 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.counters["handled"]).toBe(2);
  });

  test("is refused with file and reason where the file cannot be what it should", () => {
    const missing = path.join(folder, "missing.wtr");
    expect(() => recorded({ traffic: [recording(missing)] })).toThrow(
      expect.objectContaining({ code: "E_FILE_NOT_FOUND" }),
    );
    const cut = path.join(folder, "cut.wtr");
    writeFileSync(cut, readFileSync(SHIPPED).subarray(0, 20_000));
    expect(() => recorded({ traffic: [recording(cut)], duration: sec(60) })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: expect.stringContaining(cut) }) }),
    );
    const strange = written(
      "strange.wtr", { version: 1, epochUnixNs: 0n, origin: "test", sources: [{ venue: "BINANSE", config: "" }] },
      [{ kind: "connect", at: 0, source: 0, connection: "c", address: "a" }],
    );
    const empty = written(
      "empty.wtr", { version: 1, epochUnixNs: 0n, origin: "test", sources: [{ venue: "BINANCE", config: "" }] }, [],
    );
    const problems = (data: Scenario): string =>
      checkScenario(data)
        .map(({ problem, expected }) => `${problem}; ${expected}`)
        .join("\n");
    expect(problems(recorded({ traffic: [recording(strange)] }))).toContain(
      `"BINANSE" is no venue in ${strange}; BINANCE?`,
    );
    expect(problems(recorded({ traffic: [recording(empty)] }))).toContain("has nothing before");
    expect(problems(calm({ traffic: [recording(SHIPPED)] }))).toContain("is not loaded");
    expect(problems(recorded({ traffic: [recording(SHIPPED), session({ venue: "KRAKEN", base: "BTC" })] }))).toContain(
      "two sessions or recordings",
    );
    expect(problems(recorded({ faults: [venueGap("KRAKNE", { at: sec(1) })] }))).toContain(
      `"KRAKNE" is no venue of this scenario; KRAKEN?`,
    );
    expect(problems(recorded({ faults: [venueGap("KRAKEN", { at: sec(1) })] }))).toBe("");
  });
});

describe("records under the faults of venues", () => {
  const VENUES = ["BINANCE", "KRAKEN"];
  const records = fc
    .array(fc.record({ source: fc.nat({ max: 1 }), gap: fc.nat({ max: 50 }), length: fc.nat({ max: 9 }) }), {
      minLength: 1, maxLength: 60,
    })
    .map((steps) => {
      let at = 10;
      const frames = steps.map(({ source, gap, length }): TrafficRecord => ({
        kind: "frame", at: (at += gap), source, connection: "c", bytes: new Uint8Array(length).fill(7), binary: false,
      }));
      return [
        ...VENUES.map((_, source): TrafficRecord => ({
          kind: "connect", at: 0, source, connection: "c", address: "a",
        })),
        ...frames,
      ];
    });
  const venue = fc.constantFrom(...VENUES);
  const planned = (fault: Fault): PlannedFault[] => [{ ...fault, id: "fault" }];
  const loaded = (list: readonly TrafficRecord[]): LoadedRecording => ({
    epochUnixNs: 0n, venues: VENUES, records: list,
  });

  test("a venue sends nothing while it is away, closes what was open and opens it again; the others do not notice", () => {
    fc.assert(
      fc.property(records, venue, fc.nat({ max: 500 }), fc.integer({ min: 1, max: 500 }), (list, who, at, lasting) => {
        const came = disturbed(loaded(list), planned(venueOutage(who, { at, lasting })), 10_000);
        const source = VENUES.indexOf(who);
        const away = (record: TrafficRecord): boolean =>
          record.source === source && record.at >= at && record.at < at + lasting;
        expect(came.filter(({ kind }) => kind === "frame")).toEqual(
          list.filter((record) => record.kind === "frame" && !away(record)),
        );
        const turns = came
          .filter((record) => record.source === source && record.kind !== "frame")
          .map(({ kind }) => kind);
        const last = list.at(-1)?.at ?? 0;
        const expected =
          at === 0
            ? [...(last >= lasting ? ["connect"] : [])]
            : ["connect", ...(last >= at ? ["disconnect"] : []), ...(last >= at + lasting ? ["connect"] : [])];
        expect(turns).toEqual(expected);
        expect(came.map((record) => record.at)).toEqual(
          [...came.map((record) => record.at)].sort((left, right) => left - right),
        );
      }),
    );
  });

  test("a gap takes one frame, a malformed one is half of itself: each the venue's next; without faults nothing is touched", () => {
    fc.assert(
      fc.property(records, venue, fc.nat({ max: 500 }), (list, who, at) => {
        const struck = list.findIndex(
          (record) => record.kind === "frame" && record.source === VENUES.indexOf(who) && record.at >= at,
        );
        expect(disturbed(loaded(list), planned(venueGap(who as "KRAKEN", { at })), 10_000)).toEqual(
          list.filter((_, index) => index !== struck),
        );
        expect(disturbed(loaded(list), planned(venueMalformed(who as "KRAKEN", { at })), 10_000)).toEqual(
          list.map((record, index) =>
            index === struck && record.kind === "frame"
              ? { ...record, bytes: record.bytes.subarray(0, record.bytes.length >> 1) }
              : record,
          ),
        );
        expect(disturbed(loaded(list), [], 10_000)).toBe(list);
      }),
    );
  });
});
