import { EVERYTHING, swarm, type SwarmLimits } from "../../../../src/faults/vocabulary.ts";
import { scenario, type Scenario } from "../../../../src/harness/scenario/scenario.ts";
import { steady, type Traffic } from "../../../../src/harness/scenario/traffic.ts";
import { sec } from "../../../../src/kernel/time.ts";
import type { Witness } from "../../../../src/oracles/evidence/witness.ts";
import { always, type Eventually, type Verdicts } from "../../../../src/oracles/property.ts";

/** The least that the failure needs, by the construction of its oracle. */
export interface Minimum {
  readonly faults: number;
  readonly knobs: number;
  readonly decisions: number;
  readonly messages: number;
}

/** An oracle that fails for a known reason, and the scenario in which chance gives it that reason. */
export interface PlantedFailure {
  readonly name: string;
  /** What it fails on, in words. */
  readonly fails: string;
  readonly minimum: Minimum;
  readonly scenario: Scenario;
}

type Need = Partial<Minimum>;

interface Setting {
  readonly traffic?: readonly Traffic[];
  readonly limits?: SwarmLimits;
  readonly eventually?: readonly Eventually[];
  readonly bus?: Scenario["bus"];
  readonly deployment?: Scenario["deployment"];
  readonly budget?: Scenario["budget"];
}

export const MESSAGES = 300;

/** Everything may go wrong in it; only the planted oracle, and what `setting` adds, can fail. */
export function planted(
  name: string, fails: string, need: Need,
  watch: (
    fail: (shape: string, at: number, message?: Parameters<Verdicts["violate"]>[3]) => void, verdicts: Verdicts,
  ) => Witness,
  setting: Setting = {},
): PlantedFailure {
  const {
    traffic = [steady({ messages: MESSAGES })], limits = EVERYTHING, eventually = [], bus, deployment, budget,
  } = setting;
  return {
    name, fails, minimum: { faults: 0, knobs: 0, decisions: 0, messages: 0, ...need },
    scenario: scenario({
      name, claim: `It never happens that ${fails}.`, duration: sec(20), bus: { consumers: 2, ...bus }, traffic,
      faults: [swarm(limits)],
      ...(deployment === undefined ? {} : { deployment }),
      ...(budget === undefined ? {} : { budget }),
      always: [
        always(name, fails, (verdicts) =>
          watch((shape, at, message) => verdicts.violate(at, shape, shape, message), verdicts),
        ),
      ],
      eventually, sometimes: [],
    }),
  };
}

/** Kinds of faults that are on, and in which order kinds began. */
export class Weather {
  readonly on = new Map<string, number>();
  readonly began: string[] = [];

  readonly fault = (kind: string, _id: string, begins: boolean): void => {
    this.on.set(kind, (this.on.get(kind) ?? 0) + (begins ? 1 : -1));
    if (begins) this.began.push(kind);
  };

  isOn(...kinds: readonly string[]): boolean {
    return kinds.every((kind) => (this.on.get(kind) ?? 0) > 0);
  }

  /** These kinds began in this order, whatever came between. */
  cameInOrder(...kinds: readonly string[]): boolean {
    let from = 0;
    return kinds.every((kind) => (from = this.began.indexOf(kind, from) + 1) > 0);
  }
}
