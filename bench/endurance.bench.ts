import type { EnduranceResult } from "./endurance/run.ts";
import { quarterPeaks } from "./kit/memory-watch.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit } from "./kit/requirement.ts";
import { formatTable } from "./kit/table.ts";
import { watchedChild } from "./kit/watched-child.ts";

// Whether memory stays where it is, however long the session: generated traffic of three venues, the whole bus.

const PEAK_LIMIT_MB = 300;
/**
 * The last quarter against the second: in the first the stream still grows to its length limit. A short run never gets
 * past that, so it is not asked.
 */
const GROWTH_LIMIT_PERCENT = 10;
const messages = sized({ short: 200_000, full: 10_000_000 });
const SAMPLE_MS = sized({ short: 20, full: 200 });

if (process.argv.includes("--child")) {
  const { endure } = await import("./endurance/run.ts");
  process.send?.(await endure(messages));
} else {
  const { result, samples } = await watchedChild<EnduranceResult>(SAMPLE_MS);
  const quarters = quarterPeaks(samples);
  const [, second = 0, , last = 0] = quarters;
  const peak = Math.max(...samples);
  const rows = [[
    result.frames.toLocaleString("en-US"), ...quarters.map((quarter) => quarter.toFixed(0)),
    result.virtualSeconds.toFixed(0), result.wallSeconds.toFixed(1),
  ]];
  const header = [`endurance (${mode}): frames`, "RSS MB in quarter 1", "2", "3", "4", "virtual s", "wall s"];
  process.stdout.write(`\n${formatTable(header, rows)}\n`);
  if (result.frames !== messages) throw new Error(`${result.frames} frames were replayed, not ${messages}`);
  if (result.verdict !== "pass") throw new Error(`the verdict is ${result.verdict}`);
  const growth = judgeLimit(`the last quarter needs at most ${GROWTH_LIMIT_PERCENT} % more than the second`,
    (last / second - 1) * 100, GROWTH_LIMIT_PERCENT, "%");
  conclude("endurance", { ...result, quarterPeaksMb: quarters, peakMb: peak }, [
    judgeLimit(`resident memory stays below ${PEAK_LIMIT_MB} MB`, peak, PEAK_LIMIT_MB, "MB"),
    ...(mode === "full" ? [growth] : []),
  ]);
}
