import { fuzz, type Campaign } from "./campaign/fuzz.ts";
import { quarterPeaks } from "./kit/memory-watch.ts";
import { mode, sized, SLACK } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { formatRatio, judgeLimit, type Judgement } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";
import { formatTable } from "./kit/table.ts";

// The shipped fuzz command: what a second worker adds, and whether memory stays where it is, however many seeds.

const SAMPLE_MS = sized({ short: 50, full: 500 });
/**
 * A worker's code is compiled on another core during its first thousands of seeds, so that a second worker finds that
 * core taken: a campaign of hours does not notice, a short one sees little else.
 */
const seedsOfRound = sized({ short: 200, full: 20_000 });
const rounds = sized({ short: 1, full: 3 });
const seedsOfLong = sized({ short: 0, full: 100_000 });
/** The last quarter against the second: in the first the threads still fill their young generations. */
const GROWTH_LIMIT_PERCENT = 10;

const whole = { from: 0, count: seedsOfRound };
const half = seedsOfRound / 2;

const alone: Campaign[] = [];
const both: Campaign[] = [];
/** What the machine gives two that share nothing: a second core seldom doubles what goes through memory. */
const apart: Campaign[] = [];
for (let round = 0; round < rounds; round++) {
  alone.push(await fuzz(whole, 1, SAMPLE_MS));
  both.push(await fuzz(whole, 2, SAMPLE_MS));
  const processes = await Promise.all([0, half].map((from) => fuzz({ from, count: half }, 1, SAMPLE_MS)));
  apart.push({
    digest: "", runs: seedsOfRound, seconds: Math.max(...processes.map(({ seconds }) => seconds)),
    memory: [processes.reduce((sum, { memory }) => sum + Math.max(...memory), 0)],
  });
}
const digests = new Set([...alone, ...both].map(({ digest }) => digest));
if (digests.size !== 1) throw new Error(`one worker and two found different things: ${[...digests].join(", ")}`);

const rate = ({ runs, seconds }: Campaign): number => runs / seconds;
/** By what one worker did in the same round. */
const gain = (campaigns: readonly Campaign[]): number =>
  median(campaigns.map(({ seconds }, round) => (alone[round] as Campaign).seconds / seconds));
const row = (name: string, campaigns: readonly Campaign[]): string[] => {
  const rates = campaigns.map(rate);
  const peak = Math.max(...campaigns.flatMap(({ memory }) => memory));
  return [name, median(rates).toFixed(0), Math.max(...rates).toFixed(0), peak.toFixed(0), formatRatio(gain(campaigns))];
};
const header = [
  `campaign, ${seedsOfRound.toLocaleString("en-US")} seeds (${mode})`, "seeds /s", "best", "peak MB",
  "by one worker's rate",
];
const rows = [row("one worker", alone), row("two workers", both), row("two processes, one worker each", apart)];
process.stdout.write(`\n${formatTable(header, rows)}\n`);

/** Of what two processes come to: the workers of one may cost each other so much. */
const SHARE = 0.95;
const least = Math.min(1.8, SHARE * gain(apart));
const judgements: Judgement[] = [{
  requirement: "two workers do at least 1.80x as much as one"
    + (least < 1.8 ? `; here, where two processes come to ${formatRatio(gain(apart))}, ${formatRatio(least)}` : ""),
  measured: formatRatio(gain(both)), met: gain(both) >= least, failed: gain(both) < least / SLACK,
}];
let long: Campaign | undefined;
if (seedsOfLong > 0) {
  long = await fuzz({ from: 0, count: seedsOfLong }, 2, SAMPLE_MS);
  const quarters = quarterPeaks(long.memory);
  const [, second = 0, , last = 0] = quarters;
  const cells = [
    long.runs.toLocaleString("en-US"),
    ...quarters.map((quarter) => quarter.toFixed(0)),
    rate(long).toFixed(0), long.digest,
  ];
  process.stdout.write(
    `\n${formatTable(["seeds", "RSS MB in quarter 1", "2", "3", "4", "seeds /s", "digest"], [cells])}\n`,
  );
  judgements.push(
    judgeLimit(
      "the last quarter of the seeds needs more memory than the second by at most", (last / second - 1) * 100,
      GROWTH_LIMIT_PERCENT, "%",
    ),
  );
}
conclude("campaign", { alone: alone.map(rate), both: both.map(rate), apart: apart.map(rate), long }, judgements);
