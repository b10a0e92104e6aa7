import { WavetankError } from "../../kernel/error.ts";
import type { Duration } from "../../kernel/time.ts";
import { openFile } from "../../live/files.ts";
import { openTraffic } from "../../traffic/open.ts";
import type { TrafficRecord } from "../../traffic/record.ts";
import { fromZero } from "../from-zero.ts";
import type { Scenario } from "./scenario.ts";
import type { LoadedRecording, Recorded, Traffic } from "./traffic.ts";

/** Held in memory for as long as the scenario is, so there is an end to it. */
const MOST_RECORDS = 1_000_000;

/**
 * The scenario with what its recordings hold, as far as its duration goes; `fileOf` says where a path of the scenario
 * leads, default from the working folder. Without recordings it is the same object. What is wrong with the scenario
 * otherwise is left to `checkScenario`.
 *
 * @throws {WavetankError} E_FILE_… and what reading traffic throws; E_SCENARIO - there is more in the time than can be
 *   held.
 */
export function loadRecordings(scenario: Scenario, fileOf = (path: string): string => path): Scenario {
  if (recordingPaths(scenario).length === 0) return scenario;
  const traffic = scenario.traffic.map((flow: Traffic): Traffic =>
    isRecording(flow) && flow.loaded === undefined
      ? { ...flow, loaded: load(fileOf(flow.path), scenario.duration) }
      : flow,
  );
  return { ...scenario, traffic };
}

/** The recordings that a scenario plays, as it names them. */
export const recordingPaths = ({ traffic }: Scenario): readonly string[] =>
  (Array.isArray(traffic) ? traffic : []).filter(isRecording).map(({ path }) => path);

const isRecording = (flow: Traffic | undefined): flow is Recorded =>
  flow?.kind === "recording" && typeof flow.path === "string";

function load(file: string, duration: Duration): LoadedRecording {
  const input = openFile(file);
  try {
    const source = fromZero(openTraffic([input]));
    const records: TrafficRecord[] = [];
    for (let record = source.next(); record !== undefined && record.at < duration; record = source.next()) {
      if (records.length === MOST_RECORDS) {
        throw new WavetankError(
          "E_SCENARIO", `there are more than ${MOST_RECORDS} records before the duration, ${duration} ns, is over`,
          {
            where: file, expected: "a scenario that ends sooner",
          },
        );
      }
      records.push("bytes" in record ? { ...record, bytes: record.bytes.slice() } : record);
    }
    return { epochUnixNs: source.header.epochUnixNs, venues: source.header.sources.map(({ venue }) => venue), records };
  } finally {
    input.close();
  }
}
