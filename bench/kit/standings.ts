import type { CpuReading } from "./cpu.ts";
import type { Heat } from "./heat.ts";
import type { Round } from "./lane.ts";
import { mode } from "./mode.ts";
import { formatRatio } from "./requirement.ts";
import { median, spread } from "./statistics.ts";
import { formatNs, formatTable } from "./table.ts";

/** What one contender did in a heat. */
export interface Standing {
  readonly name: string;
  /** At least one. */
  readonly rounds: readonly Round[];
}

const nsPerOperation = ({ work, spent }: Round, clock: keyof CpuReading = "thread"): number =>
  spent[clock] / work.operations;

/** Speed of `subject` ÷ speed of `rival`: the median over rounds of neighbours in time. */
export function speedRatio(
  standings: readonly Standing[], subject: string, rival: string, clock?: keyof CpuReading,
): number {
  const roundsOf = (name: string): readonly Round[] => {
    const found = standings.find((standing) => standing.name === name);
    if (found === undefined) throw new Error(`a requirement names ${name}, which did not run`);
    return found.rounds;
  };
  const rivals = roundsOf(rival);
  return median(
    roundsOf(subject).map((round, index) => {
      const opposite = rivals[index];
      return opposite === undefined ? Number.NaN : nsPerOperation(opposite, clock) / nsPerOperation(round, clock);
    }),
  );
}

/** Operations a second of on-CPU time, by the median round. */
export function perSecond(standings: readonly Standing[], subject: string): number {
  const standing = standings.find(({ name }) => name === subject);
  if (standing === undefined) throw new Error(`a requirement names ${subject}, which did not run`);
  return 1e9 / median(standing.rounds.map((round) => nsPerOperation(round)));
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

export function summary({ rounds }: Standing): Summary {
  const own = rounds.map((round) => nsPerOperation(round));
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

/** The table of one heat, and below it who did not run and why. */
export function formatStandings(bench: string, heat: Heat, standings: readonly Standing[]): string {
  const { operation } = heat;
  const absent: string[] = [];
  const rows = heat.contenders.map(({ name, absent: reason = "" }) => {
    const standing = standings.find((candidate) => candidate.name === name);
    if (standing === undefined) {
      absent.push(`${name}: ${reason}`);
      return [name, "not run"];
    }
    const { medianNs, minNs, spread: spreading, allThreadsNs, bytes } = summary(standing);
    const ratio = formatRatio(speedRatio(standings, heat.subject, name));
    const figures = [formatNs(medianNs), formatNs(minNs), `${(spreading * 100).toFixed(0)} %`, formatNs(allThreadsNs)];
    return [name, ...figures, ratio, ...(bytes === undefined ? [] : [bytes.toFixed(1)])];
  });
  const header = [
    `${bench}, ${heat.name} (${mode})`, `CPU per ${operation}`, "min", "spread", "all threads",
    `${heat.subject} is faster by`,
    ...(rows.some((row) => row.length > 6) ? [`bytes per ${operation}`] : []),
  ];
  return [formatTable(header, rows), ...absent].join("\n");
}
