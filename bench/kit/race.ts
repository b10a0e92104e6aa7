import { conclude } from "./report.ts";
import { formatRatio, judgeSpeed, type Judgement, type SpeedRequirement } from "./requirement.ts";
import { LaneProcess } from "./lane-process.ts";
import { mode, sized } from "./mode.ts";
import { serveLane, type Lane, type Round } from "./lane.ts";
import { median, spread } from "./statistics.ts";
import { formatNs, formatTable } from "./table.ts";

export interface Contender {
  readonly name: string;
  open(): Lane | Promise<Lane>;
  /** Why this contender does not run here; printed in place of its figures. */
  readonly absent?: string;
}

/** Contenders that do the same work, side by side. */
export interface Heat {
  readonly name: string;
  /** What one operation is: `event`, `message`. */
  readonly operation: string;
  /** The contender that the others are compared with. */
  readonly subject: string;
  readonly contenders: readonly Contender[];
  /** What the subject owes to whom. */
  readonly requirements: readonly Pick<SpeedRequirement, "rival" | "atLeast">[];
  /** Operations of the first round, which warms up and whose answers are compared. */
  readonly checkOperations: number;
}

export interface RaceOptions {
  readonly bench: string;
  readonly heats: readonly Heat[];
  readonly rounds?: number;
}

/** On-CPU time that one timed round should take. */
const ROUND_NS = sized({ short: 40e6, full: 300e6 });
const MOST_OPERATIONS = 50_000_000;

interface Runner {
  readonly name: string;
  readonly lane: LaneProcess;
  operations: number;
  readonly rounds: Round[];
}

/**
 * Every contender in a process of its own, so that none shapes the compiled code or the heap of another; all alive at
 * once and timed in turn, round by round, so that a slow minute of the machine is slow for all. The same script is
 * parent and child: `--lane NAME --heat NAME` makes it the child.
 *
 * Before anything is timed the answers of one round of equal size are compared: a contender that does other work is
 * no rival.
 */
export async function race(options: RaceOptions): Promise<void> {
  const lane = argument("--lane");
  if (lane !== undefined) {
    const heat = options.heats.find(({ name }) => name === argument("--heat"));
    const contender = heat?.contenders.find(({ name }) => name === lane);
    if (contender === undefined) throw new Error(`no contender ${lane}`);
    return serveLane(() => contender.open());
  }
  const judgements: Judgement[] = [];
  const measured: Record<string, unknown> = {};
  for (const heat of options.heats) {
    const runners = await runHeat(heat, options.rounds ?? sized({ short: 3, full: 7 }));
    print(options.bench, heat, runners);
    measured[heat.name] = Object.fromEntries(runners.map((runner) => [runner.name, summary(runner)]));
    for (const { rival, atLeast } of heat.requirements) {
      const requirement = { heat: heat.name, subject: heat.subject, rival, atLeast };
      judgements.push(judgeSpeed(requirement, speedRatio(runners, heat.subject, rival)));
    }
  }
  conclude(options.bench, measured, judgements);
}

const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

async function runHeat(heat: Heat, rounds: number): Promise<readonly Runner[]> {
  const runners: Runner[] = [];
  try {
    for (const { name, absent } of heat.contenders) {
      if (absent !== undefined) continue;
      const lane = await LaneProcess.start(process.argv[1] ?? "", name, heat.name);
      runners.push({ name, lane, operations: heat.checkOperations, rounds: [] });
    }
    await check(runners);
    for (const runner of runners) await calibrate(runner);
    for (let round = 0; round < rounds; round++) {
      for (const runner of runners) runner.rounds.push(await runner.lane.round(runner.operations));
    }
  } finally {
    await Promise.all(runners.map(({ lane }) => lane.close()));
  }
  return runners;
}

/** @throws {Error} two contenders gave different answers of the same name. */
async function check(runners: readonly Runner[]): Promise<void> {
  const first = new Map<string, { readonly name: string; readonly value: string | number }>();
  for (const { name, lane, operations } of runners) {
    const { work } = await lane.round(operations);
    for (const [question, value] of Object.entries(work.answers ?? {})) {
      const known = first.get(question);
      if (known === undefined) first.set(question, { name, value });
      else if (known.value !== value) {
        throw new Error(`${question}: ${known.name} says ${known.value}, ${name} says ${value}`);
      }
    }
  }
}

/** Finds how many operations fill a round; a lane whose rounds are of one size keeps it. */
async function calibrate(runner: Runner): Promise<void> {
  for (;;) {
    const { work, spent } = await runner.lane.round(runner.operations);
    const growth = ROUND_NS / Math.max(spent.thread, 1);
    const isFixed = Math.abs(work.operations - runner.operations) > runner.operations / 4;
    if (growth <= 1.25 || isFixed || runner.operations >= MOST_OPERATIONS) return;
    runner.operations = Math.min(MOST_OPERATIONS, Math.ceil(runner.operations * Math.min(growth, 16)));
  }
}

const nsPerOperation = ({ work, spent }: Round): number => spent.thread / work.operations;

/** Speed of `subject` ÷ speed of `rival`: the median over rounds of neighbours in time. */
function speedRatio(runners: readonly Runner[], subject: string, rival: string): number {
  const roundsOf = (name: string): readonly Round[] => {
    const found = runners.find((runner) => runner.name === name);
    if (found === undefined) throw new Error(`a requirement names ${name}, which did not run`);
    return found.rounds;
  };
  const rivals = roundsOf(rival);
  return median(roundsOf(subject).map((round, index) => {
    const opposite = rivals[index];
    return opposite === undefined ? Number.NaN : nsPerOperation(opposite) / nsPerOperation(round);
  }));
}

interface Summary {
  readonly operationsPerRound: number;
  readonly medianNs: number;
  readonly minNs: number;
  readonly spread: number;
  readonly allThreadsNs: number;
  readonly wallNs: number;
  readonly bytes?: number;
}

function summary({ rounds }: Runner): Summary {
  const own = rounds.map(nsPerOperation);
  const [{ work: { operations, bytes } }] = rounds as [Round, ...Round[]]; // at least one was run
  return {
    operationsPerRound: operations,
    medianNs: median(own),
    minNs: Math.min(...own),
    spread: spread(own),
    allThreadsNs: median(rounds.map(({ work, spent }) => spent.process / work.operations)),
    wallNs: median(rounds.map(({ work, spent }) => spent.wall / work.operations)),
    ...(bytes !== undefined && { bytes: bytes / operations }),
  };
}

function print(bench: string, heat: Heat, runners: readonly Runner[]): void {
  const { operation } = heat;
  const absent: string[] = [];
  const rows = heat.contenders.map(({ name, absent: reason = "" }) => {
    const runner = runners.find((candidate) => candidate.name === name);
    if (runner === undefined) {
      absent.push(`${name}: ${reason}`);
      return [name, "not run"];
    }
    const { medianNs, minNs, spread: spreading, allThreadsNs, bytes } = summary(runner);
    const ratio = formatRatio(speedRatio(runners, heat.subject, name));
    const figures = [formatNs(medianNs), formatNs(minNs), `${(spreading * 100).toFixed(0)} %`, formatNs(allThreadsNs)];
    return [name, ...figures, ratio, ...(bytes === undefined ? [] : [bytes.toFixed(1)])];
  });
  const header = [
    `${bench}, ${heat.name} (${mode})`, `CPU per ${operation}`, "min", "spread", "all threads", `${heat.subject} is faster by`,
    ...(rows.some((row) => row.length > 6) ? [`bytes per ${operation}`] : []),
  ];
  process.stdout.write(`\n${[formatTable(header, rows), ...absent].join("\n")}\n`);
}
