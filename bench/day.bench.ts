import type { DayResult } from "./day/run.ts";
import { quarterPeaks } from "./kit/memory-watch.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit, judgeRate } from "./kit/requirement.ts";
import { formatTable } from "./kit/table.ts";
import { watchedChild } from "./kit/watched-child.ts";

// A day of a bus: 24 virtual hours at 200 messages a second, 17 million, over links that lose, repeat and part, with
// all oracles on. At that rate nearly every message travels in a batch of its own: what costs is the batch, not the
// message.

const hours = sized({ short: 0.25, full: 24 });
const SAMPLE_MS = sized({ short: 20, full: 200 });
const REAL_TIME = 500;
/** The default of `trim.maxLength`, and a node of a stream and a trimming interval beyond it. */
const LENGTH_LIMIT = 101_200;
const PEAK_LIMIT_MB = 300;
const GROWTH_LIMIT_PERCENT = 10;

if (process.argv.includes("--child")) {
  const { day } = await import("./day/run.ts");
  process.send?.(await day(hours * 3_600));
} else {
  const { result, samples } = await watchedChild<DayResult>(SAMPLE_MS);
  const quarters = quarterPeaks(samples);
  const [, second = 0, , last = 0] = quarters;
  const speed = result.virtualSeconds / result.cpuSeconds;
  const rows = [
    [
      result.delivered.toLocaleString("en-US"),
      ...quarters.map((quarter) => quarter.toFixed(0)),
      result.streamLength.toLocaleString("en-US"), result.retries.toLocaleString("en-US"),
      result.duplicates.toLocaleString("en-US"), result.cpuSeconds.toFixed(1), `${speed.toFixed(0)}x`,
    ],
  ];
  const header = [
    `day (${mode}): messages`, "RSS MB in quarter 1", "2", "3", "4", "stream", "writes retried", "duplicates", "CPU s",
    "real time",
  ];
  process.stdout.write(`\n${formatTable(header, rows)}\n`);
  conclude("day", { ...result, quarterPeaksMb: quarters }, [
    judgeRate("a day", "virtual seconds: the bus", REAL_TIME, speed),
    judgeLimit("the stream ends within", result.streamLength, LENGTH_LIMIT, "entries"),
    judgeLimit("resident memory stays below", Math.max(...samples), PEAK_LIMIT_MB, "MB"),
    ...(mode === "full"
      ? [
          judgeLimit(
            "the last quarter needs more than the second by at most", (last / second - 1) * 100, GROWTH_LIMIT_PERCENT,
            "%",
          ),
        ]
      : []),
  ]);
}
