import { formatInstant, type Instant } from "./time.ts";
import type { Wait } from "./waits.ts";

/** A wait as data: it can be sent between threads. */
export interface WaitReport {
  readonly who: string;
  readonly what: string;
  /** Who alone can end it; undefined where that is nobody in particular, as for a timer. */
  readonly whom: string | undefined;
  readonly since: Instant;
}

/** Who waits for whom, and what that comes to. */
export interface StallReport {
  readonly waits: readonly WaitReport[];
  /** Each waits for the next, and the last for the first; undefined when nobody waits for himself by way of others. */
  readonly cycle: readonly WaitReport[] | undefined;
  /** Without a cycle: where the chains end, each named once. */
  readonly ends: readonly ChainEnd[];
}

export interface ChainEnd {
  readonly party: string;
  /** What it waits for though nobody is to end it; undefined when it does not wait at all. */
  readonly what: string | undefined;
}

/** Looks for the shortest cycle, and of equal ones for that which begins with the earliest wait. */
export function stallReport(all: readonly Wait[]): StallReport {
  const waits = all.map(({ who, what, whom, since }): WaitReport => ({ who, what, whom, since }));
  const byParty = new Map<string, WaitReport[]>();
  for (const wait of waits) byParty.set(wait.who, [...byParty.get(wait.who) ?? [], wait]);
  const cycle = shortestCycle(waits, byParty);
  return { waits, cycle, ends: cycle === undefined ? chainEnds(waits, byParty) : [] };
}

/** The verdict first, then a line for each wait. */
export const stallLines = ({ waits, cycle, ends }: StallReport): readonly string[] => [
  ...(waits.length === 0 ? [] : [cycle === undefined ? endsLine(ends) : cycleLine(cycle)]),
  ...waits.map(
    ({ who, what, whom, since }) =>
      `${who} waits for ${what}${whom === undefined ? "" : ` from ${whom}`} since ${formatInstant(since)}`,
  ),
];

const cycleLine = (cycle: readonly WaitReport[]): string =>
  `the cycle of waits: ${[...cycle, ...cycle.slice(0, 1)].map(({ who }) => who).join(" → ")}`;

const endsLine = (ends: readonly ChainEnd[]): string => `no cycle of waits: ${ends.map(endText).join("; ")}`;

const endText = ({ party, what }: ChainEnd): string =>
  (what === undefined ? `${party} waits for nobody` : `${party} waits for ${what}, which is up to no other`);

type ByParty = ReadonlyMap<string, readonly WaitReport[]>;

function shortestCycle(waits: readonly WaitReport[], byParty: ByParty): readonly WaitReport[] | undefined {
  let shortest: readonly WaitReport[] | undefined;
  for (const first of waits) {
    const cycle = cycleThrough(first, byParty);
    if (cycle !== undefined && (shortest === undefined || cycle.length < shortest.length)) shortest = cycle;
  }
  return shortest;
}

/** Breadth first, from whom `first` waits for back to who waits. */
function cycleThrough(first: WaitReport, byParty: ByParty): readonly WaitReport[] | undefined {
  const cameBy = new Map<WaitReport, WaitReport | undefined>([[first, undefined]]);
  for (const wait of cameBy.keys()) {
    if (wait.whom === first.who) return pathTo(wait, cameBy);
    if (wait.whom === undefined) continue;
    for (const next of byParty.get(wait.whom) ?? []) if (!cameBy.has(next)) cameBy.set(next, wait);
  }
  return undefined;
}

function pathTo(last: WaitReport, cameBy: ReadonlyMap<WaitReport, WaitReport | undefined>): readonly WaitReport[] {
  const path: WaitReport[] = [];
  for (let wait: WaitReport | undefined = last; wait !== undefined; wait = cameBy.get(wait)) path.unshift(wait);
  return path;
}

function chainEnds(waits: readonly WaitReport[], byParty: ByParty): readonly ChainEnd[] {
  const ends = new Map<string, ChainEnd>();
  for (const { who, what, whom } of waits) {
    if (whom === undefined) ends.set(who, ends.get(who) ?? { party: who, what });
    else if (!byParty.has(whom)) ends.set(whom, { party: whom, what: undefined });
  }
  return [...ends.values()];
}
