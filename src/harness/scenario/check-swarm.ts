import type { SwarmLimits } from "../../faults/vocabulary.ts";
import { LEAST_DRIFT_PPB } from "../../kernel/node-clock.ts";
import { atLeast, positive, type NumberRule } from "./number-rule.ts";
import type { ScenarioProblem } from "./scenario-problem.ts";

const perMille = atLeast(1, "1 to 1,000 of a thousand", 1_000);
const time = atLeast(1, "a positive whole number of nanoseconds");
const count = atLeast(1, "a whole number, 1 or more");
/** Drawn to either side. */
const drift = atLeast(1, `1 to ${-LEAST_DRIFT_PPB} parts per billion`, -LEAST_DRIFT_PPB);
const onOrOff: NumberRule = { words: "true or false", holds: (value) => typeof value === "boolean" };

const RULES: Readonly<Record<keyof SwarmLimits, NumberRule>> = {
  drop: perMille, duplicate: perMille, "half-apply": perMille, "handler-failure": perMille,
  delay: time, reorder: time, clog: time, "half-open": time, partition: time, crash: time, pause: time, skew: time,
  step: time, "out-of-memory": time, "slow-commands": time, "slow-handler": time,
  throttle: positive, drift, failover: count, disconnect: count, burst: count, knobs: onOrOff, buggify: onOrOff,
};

/** Limits that nothing can be drawn up to. None is off: what is not to be drawn is left out. */
export const checkSwarm = (limits: SwarmLimits): readonly ScenarioProblem[] =>
  Object.entries(RULES).flatMap(([name, { words, holds }]) => {
    const limit = limits[name as keyof SwarmLimits];
    return limit === undefined || holds(limit) ? [] : [{
      token: name, problem: `the swarm's limit of ${name} is ${String(limit)}`,
      expected: `${words}; without it, there is no ${name}`,
    }];
  });
