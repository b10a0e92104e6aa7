import { expect, test } from "vitest";
import { fromZero } from "../../src/harness/from-zero.ts";
import { runReplay } from "../../src/harness/replay.ts";
import { sec } from "../../src/kernel/time.ts";
import { liveHost } from "../../src/live/host.ts";
import type { RecordingHeader, TrafficRecord } from "../../src/traffic/record.ts";
import { openRecording } from "../../src/traffic/recording/reader.ts";
import { generated } from "../support/traffic.ts";
import { fileOf, record } from "../traffic/recording/memory-file.ts";

function session(): { readonly header: RecordingHeader; readonly records: readonly TrafficRecord[] } {
  const source = generated("default", 1_000);
  const records: TrafficRecord[] = [];
  for (let item = source.next(); item !== undefined; item = source.next()) records.push(item);
  return { header: source.header, records };
}

/** The same session, its first record at `start` of another epoch. */
function startingAt(start: number): ReturnType<typeof openRecording> {
  const { header, records } = session();
  const by = start - records[0]!.at;
  const moved = records.map((item) => ({ ...item, at: item.at + by }));
  return openRecording(fileOf(record({ ...header, epochUnixNs: header.epochUnixNs - BigInt(by) }, moved)));
}

test("a recording that begins before its epoch is replayed in the time that it took, as if it began at 0", async () => {
  const replay = async (start: number) =>
    (await runReplay(startingAt(start), liveHost(), { seed: 1, path: "test" })).report;
  const [atZero, before] = [await replay(0), await replay(-sec(60))];
  expect(atZero.verdict).toBe("pass");
  const { digest, input, virtual } = before;
  expect({ digest, input, virtual }).toEqual({ digest: atZero.digest, input: atZero.input, virtual: atZero.virtual });
});

test("one that begins at its epoch or after it is taken as it is", () => {
  for (const start of [0, sec(60)]) {
    const source = startingAt(start);
    expect(fromZero(source)).toBe(source);
  }
});

test("one that lasts longer than time can be told ends there, with what is wrong", async () => {
  const { header, records: [first] } = session();
  const ends = [-(2 ** 53) + 2, 2 ** 53 - 1].map((at) => ({ ...first!, at }));
  const source = openRecording(fileOf(record(header, ends)));
  const { report } = await runReplay(source, liveHost(), { seed: 1, path: "test" });
  expect(report.verdict).toBe("damaged");
  expect(report.input.damage).toMatchObject({ code: "E_TIME", expected: "a session of at most 104 days" });
});
