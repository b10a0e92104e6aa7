import { Bench, type TimestampProvider } from "tinybench";
import { readCpu } from "./cpu.ts";
import { mode, sized } from "./mode.ts";
import { formatRatio } from "./requirement.ts";
import { formatNs, formatTable } from "./table.ts";

/** Ways to do one small thing: each does it `operations` times and returns a checksum of the results. */
export interface SmallHeat {
  readonly name: string;
  readonly operations: number;
  /** By name; the first is the one the others are compared with. */
  readonly ways: Readonly<Record<string, () => number>>;
  /** False where the ways have no results in common, as random generators have not. */
  readonly sameAnswers: boolean;
}

/** tinybench over on-CPU time: a sample that another process interrupted is not longer for it. */
const onCpu: TimestampProvider = {
  name: "on-CPU time of this thread",
  fn: () => readCpu().thread,
  fromMs: (milliseconds) => milliseconds * 1e6,
  toMs: (nanoseconds) => Number(nanoseconds) / 1e6,
};

/**
 * For operations of nanoseconds, all in one process, interleaved by tinybench's own rounds. Prints medians and returns
 * them by way, in ns an operation.
 *
 * @throws {Error} two ways disagree.
 */
export async function compareSmall(heat: SmallHeat): Promise<Record<string, number>> {
  const { name, operations, ways, sameAnswers } = heat;
  const answers = Object.entries(ways).map(([way, run]) => [way, run()] as const);
  const expected = answers[0]?.[1];
  const odd = answers.find(([, answer]) => answer !== expected);
  if (sameAnswers && odd !== undefined) throw new Error(`${name}: ${odd[0]} gives ${odd[1]}, not ${String(expected)}`);

  const bench = new Bench({
    name, throws: true, timestampProvider: onCpu, retainSamples: false,
    time: sized({ short: 60, full: 600 }), iterations: 16, warmupTime: sized({ short: 20, full: 100 }),
  });
  let sink = 0;
  for (const [way, run] of Object.entries(ways)) bench.add(way, () => void (sink ^= run()));
  const tasks = await bench.run();
  if (Number.isNaN(sink)) throw new Error(`${name}: a result is not a number`);

  const medians: Record<string, number> = {};
  const minima: Record<string, number> = {};
  for (const { name: way, result } of tasks) {
    if (result.state !== "completed") throw new Error(`${name}: ${way} is ${result.state}`);
    medians[way] = (result.latency.p50 * 1e6) / operations;
    minima[way] = (result.latency.min * 1e6) / operations;
  }
  const [first = ""] = Object.keys(ways);
  const rows = Object.entries(medians).map(([way, ns]) =>
    [way, formatNs(ns), formatNs(minima[way] ?? ns), formatRatio(ns / (medians[first] ?? ns))]);
  process.stdout.write(`\n${formatTable([`${name} (${mode})`, "CPU each", "min", `${first} is faster by`], rows)}\n`);
  return medians;
}
