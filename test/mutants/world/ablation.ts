import type { Taken } from "../../../src/kernel/decisions.ts";
import type { RunSize } from "../mutant.ts";
import type { Plan } from "./plan.ts";

/** What is left of a run. What is absent is whole. */
export interface Rest {
  /** By position. */
  readonly faults?: readonly number[];
  readonly messages?: readonly number[];
  /** The decisions that are made; no site decides by itself then. */
  readonly tape?: readonly Taken[];
}

/** What the runs of this bundle leave out. A trial that draws its runs from a seed need not know of it. */
export const ablation: {
  rest: Rest;
  /** Of the last run; undefined when there was none of which anything could be left out. */
  size: RunSize | undefined;
  taken: readonly Taken[];
} = { rest: {}, size: undefined, taken: [] };

const isIn = (kept: readonly number[] | undefined, position: number): boolean => kept?.includes(position) ?? true;

/** What is left of a plan: faults of links first, then incidents. Messages keep the numbers that they had. */
export function leftOf(plan: Plan): Plan {
  const { faults, messages, tape } = ablation.rest;
  return {
    ...plan,
    faults: plan.faults.filter((_, position) => isIn(faults, position)),
    incidents: plan.incidents.filter((_, position) => isIn(faults, plan.faults.length + position)),
    traffic: plan.traffic
      .map((publication, number) => ({ ...publication, number }))
      .filter(({ number }) => isIn(messages, number)),
    ...(tape === undefined ? {} : { tape }),
  };
}

/** Whether the fault at this position of a run is left. */
export const isFaultLeft = (position: number): boolean => isIn(ablation.rest.faults, position);

/** Messages that are left of `all`, where only the last can be left out. */
export const messagesLeft = (all: number): number => ablation.rest.messages?.length ?? all;

/** Where single decisions are made, faults of links are the sites that have one. */
export function sizeOf({ faults, incidents, traffic, tape }: Plan, taken: readonly Taken[]): RunSize {
  const links =
    tape === undefined
      ? faults.length
      : new Set(tape.map(({ site }) => site).filter((site) => site.startsWith("fault."))).size;
  return { faults: links + incidents.length, messages: traffic.length, decisions: taken.length };
}
