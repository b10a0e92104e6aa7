import { conclude } from "./report.ts";
import { judgeRate, judgeSpeed, type Judgement } from "./requirement.ts";
import type { Heat } from "./heat.ts";
import { LaneProcess } from "./lane-process.ts";
import { sized } from "./mode.ts";
import { serveLane, type Round } from "./lane.ts";
import { formatStandings, perSecond, speedRatio, summary, type Standing } from "./standings.ts";

export interface RaceOptions {
  readonly bench: string;
  readonly heats: readonly Heat[];
  readonly rounds?: number;
}

/** On-CPU time that one timed round should take. */
const ROUND_NS = sized({ short: 40e6, full: 300e6 });
const MOST_OPERATIONS = 50_000_000;

/** Untimed rounds of full size: compiled code is thrown away and made again while a lane meets its work at length. */
const WARM_UP_ROUNDS = 2;

interface Runner extends Standing {
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
    process.stdout.write(`\n${formatStandings(options.bench, heat, runners)}\n`);
    measured[heat.name] = Object.fromEntries(runners.map((runner) => [runner.name, summary(runner)]));
    for (const pair of heat.requirements) {
      const requirement = { heat: heat.name, subject: heat.subject, ...pair };
      judgements.push(judgeSpeed(requirement, speedRatio(runners, heat.subject, pair.rival, pair.clock)));
    }
    if (heat.rate !== undefined) {
      judgements.push(judgeRate(heat.name, heat.subject, heat.rate.atLeast, perSecond(runners, heat.subject)));
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
    for (const { name, absent, nodeOptions = [] } of heat.contenders) {
      if (absent !== undefined) continue;
      const lane = await LaneProcess.start(process.argv[1] ?? "", { contender: name, heat: heat.name, nodeOptions });
      runners.push({ name, lane, operations: heat.checkOperations, rounds: [] });
    }
    const first = await check(runners);
    for (const [index, runner] of runners.entries()) await calibrate(runner, first[index]);
    for (let round = 0; round < rounds; round++) {
      for (const runner of runners) runner.rounds.push(await runner.lane.round(runner.operations));
    }
  } finally {
    await Promise.all(runners.map(({ lane }) => lane.close()));
  }
  return runners;
}

/** Runs the first round of each. @throws {Error} two contenders gave different answers of the same name. */
async function check(runners: readonly Runner[]): Promise<readonly Round[]> {
  const known = new Map<string, { readonly name: string; readonly value: string | number }>();
  const rounds: Round[] = [];
  for (const { name, lane, operations } of runners) {
    const round = await lane.round(operations);
    rounds.push(round);
    for (const [question, value] of Object.entries(round.work.answers ?? {})) {
      const other = known.get(question);
      if (other === undefined) known.set(question, { name, value });
      else if (other.value !== value) {
        throw new Error(`${question}: ${other.name} says ${other.value}, ${name} says ${value}`);
      }
    }
  }
  return rounds;
}

/** Finds how many operations fill a round, and warms up with them; a lane whose rounds are of one size keeps it. */
async function calibrate(runner: Runner, first: Round | undefined): Promise<void> {
  for (let round = first; ; round = undefined) {
    const { work, spent } = round ?? await runner.lane.round(runner.operations);
    const growth = ROUND_NS / Math.max(spent.thread, 1);
    if (Math.abs(work.operations - runner.operations) > runner.operations / 4) return;
    if (growth <= 1.25 || runner.operations >= MOST_OPERATIONS) break;
    runner.operations = Math.min(MOST_OPERATIONS, Math.ceil(runner.operations * Math.min(growth, 16)));
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await runner.lane.round(runner.operations);
}
