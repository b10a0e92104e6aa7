import { fuzz, type Campaign } from "./campaign/fuzz.ts";
import { quarterPeaks } from "./kit/memory-watch.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit, judgeSpeed, formatRatio } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";
import { formatTable } from "./kit/table.ts";

// The shipped fuzz command: what a second worker adds, and whether memory stays where it is, however many seeds.

const SAMPLE_MS = sized({ short: 50, full: 500 });
/** A worker compiles for some seconds, which a campaign of hours does not notice: a short one sees little else. */
const seedsOfRound = sized({ short: 200, full: 2_000 });
const rounds = sized({ short: 1, full: 5 });
const seedsOfLong = sized({ short: 0, full: 100_000 });
/** The last quarter against the second: in the first the threads still fill their young generations. */
const GROWTH_LIMIT_PERCENT = 10;

const alone: Campaign[] = [];
const both: Campaign[] = [];
for (let round = 0; round < rounds; round++) {
  alone.push(await fuzz(seedsOfRound, 1, SAMPLE_MS));
  both.push(await fuzz(seedsOfRound, 2, SAMPLE_MS));
}
const digests = new Set([...alone, ...both].map(({ digest }) => digest));
if (digests.size !== 1) throw new Error(`one worker and two found different things: ${[...digests].join(", ")}`);
const ratios = both.map(({ seconds }, round) => (alone[round] as Campaign).seconds / seconds);

const rate = ({ runs, seconds }: Campaign): number => runs / seconds;
const row = (name: string, campaigns: readonly Campaign[], ratio: number): string[] => {
  const rates = campaigns.map(rate);
  const peak = Math.max(...campaigns.flatMap(({ memory }) => memory));
  return [name, median(rates).toFixed(0), Math.max(...rates).toFixed(0), peak.toFixed(0), formatRatio(ratio)];
};
const header = [`campaign, ${seedsOfRound.toLocaleString("en-US")} seeds (${mode})`, "seeds /s", "best", "peak MB", "by one worker's rate"];
process.stdout.write(`\n${formatTable(header, [row("one worker", alone, 1), row("two workers", both, median(ratios))])}\n`);

const judgements = [judgeSpeed({ heat: "campaign", subject: "two workers", rival: "one worker", atLeast: 1.8, floor: 0.6, clock: "wall" }, median(ratios))];
let long: Campaign | undefined;
if (seedsOfLong > 0) {
  long = await fuzz(seedsOfLong, 2, SAMPLE_MS);
  const quarters = quarterPeaks(long.memory);
  const [, second = 0, , last = 0] = quarters;
  const cells = [long.runs.toLocaleString("en-US"), ...quarters.map((quarter) => quarter.toFixed(0)), rate(long).toFixed(0), long.digest];
  process.stdout.write(`\n${formatTable(["seeds", "RSS MB in quarter 1", "2", "3", "4", "seeds /s", "digest"], [cells])}\n`);
  judgements.push(judgeLimit("the last quarter of the seeds needs more memory than the second by at most", (last / second - 1) * 100, GROWTH_LIMIT_PERCENT, "%"));
}
conclude("campaign", { alone: alone.map(rate), both: both.map(rate), ratios, long }, judgements);
