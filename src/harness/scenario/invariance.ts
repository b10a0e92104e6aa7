import type { PlannedFault } from "../../faults/fault.ts";
import type { Host } from "../../kernel/host.ts";
import { ms, sec, type Duration, type Instant } from "../../kernel/time.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { consumerNames, producerNames } from "../world/world.ts";
import { TRACE_SITES } from "../world/trace-sites.ts";
import type { RunPlan } from "./plan.ts";
import { runScenario, type ScenarioRunOptions } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/** A message that took effect. */
export interface Effect {
  readonly at: Instant;
  /** Position in the workload. */
  readonly message: number;
  /** Position among the consumers. */
  readonly consumer: number;
}

/** The first effect that two runs do not share; undefined on the side whose run had no more. */
export interface EffectDifference {
  /** Effects before it. */
  readonly index: number;
  readonly plain: Effect | undefined;
  readonly stepped: Effect | undefined;
}

export interface Invariance {
  readonly holds: boolean;
  /** 16 hex digits over what took effect when, of the run as it is, and with its wall clocks moved. */
  readonly plain: string;
  readonly stepped: string;
  readonly difference: EffectDifference | undefined;
}

const [APART, AHEAD, BACK]: readonly [Duration, Duration, Duration] = [ms(37_123), sec(3_600), -sec(7_200)];

/**
 * Makes a run twice, the second time with the wall clock of every producer and consumer off by an amount of its own,
 * an hour forward later, then two hours back. What takes effect when must be the same: processes measure time by
 * monotonic clocks. Clocks of stores are left alone (ids of entries are made of them), and a stream that is trimmed
 * by age may differ, which is measured by wall clocks on purpose.
 *
 * @throws {WavetankError} E_DETERMINISM_LEAK - as `runScenario`.
 */
export async function compareWallClocks(
  scenario: Scenario, host: Host, options: ScenarioRunOptions,
): Promise<Invariance> {
  const { effects: plain, plan, faultsEnd } = await runScenario(scenario, host, options);
  const stepped = {
    ...options,
    plan: withClocksMoved(plan, [...producerNames(scenario), ...consumerNames(scenario)], faultsEnd),
  };
  const { effects } = await runScenario(scenario, host, stepped);
  if (effects === plain) return { holds: true, plain, stepped: effects, difference: undefined };
  const difference = firstDifference(
    await effectsOf(scenario, host, { ...options, plan }), await effectsOf(scenario, host, stepped),
  );
  return { holds: false, plain, stepped: effects, difference };
}

function withClocksMoved(plan: RunPlan, processes: readonly string[], end: Duration): RunPlan {
  const moves = processes.flatMap((node, index): PlannedFault[] => [
    {
      id: `wall-skew-${node}`, kind: "skew", node, by: APART * (index + 1) * (index % 2 === 0 ? 1 : -1), at: 0,
      lasting: end,
    },
    { id: `wall-ahead-${node}`, kind: "step", node, by: AHEAD, at: Math.floor(end / 3) },
    { id: `wall-back-${node}`, kind: "step", node, by: BACK, at: Math.floor((end * 2) / 3) },
  ]);
  return { ...plan, faults: [...plan.faults, ...moves] };
}

async function effectsOf(scenario: Scenario, host: Host, options: ScenarioRunOptions): Promise<readonly Effect[]> {
  const effects: Effect[] = [];
  const onEvent = ({ at, site, values: [message, consumer] }: TraceEvent): void => {
    if (site === TRACE_SITES.handled.site) effects.push({ at, message, consumer });
  };
  await runScenario(scenario, host, { ...options, onEvent });
  return effects;
}

function firstDifference(plain: readonly Effect[], stepped: readonly Effect[]): EffectDifference {
  let index = 0;
  while (index < plain.length && isSame(plain[index], stepped[index])) index++;
  return { index, plain: plain[index], stepped: stepped[index] };
}

const isSame = (one: Effect | undefined, other: Effect | undefined): boolean =>
  one?.at === other?.at && one?.message === other?.message && one?.consumer === other?.consumer;
