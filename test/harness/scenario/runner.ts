import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, metricEqualsLog, ms, noInversion,
  noLoss, orderedPerKey, scenario, sec, swarm, type Scenario,
} from "../../../src/harness/authoring.ts";
import type { ScenarioOutcome } from "../../../src/harness/scenario/outcome.ts";
import { runScenario, type ScenarioRunOptions } from "../../../src/harness/scenario/run.ts";
import { liveHost } from "../../../src/live/host.ts";

const host = liveHost();

export const play = (data: Scenario, options: ScenarioRunOptions): Promise<ScenarioOutcome> =>
  runScenario(data, host, options);

/** Every oracle, a replica, everything that can go wrong. */
export const stormy = (changes: Partial<Scenario> = {}): Scenario =>
  scenario({
    name: "stormy", claim: "Whatever happens, what is acknowledged is handled in order and once.", duration: sec(8),
    deployment: { persistence: { kind: "aof", fsync: "everysec" }, replicas: 1, sentinel: { downAfter: ms(800) } },
    traffic: [clusters({ messages: 200 })], faults: [swarm()],
    always: [
      conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(),
      metricEqualsLog(),
    ],
    eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })], sometimes: [],
    ...changes,
  });

/** A store that loses nothing, one producer, one consumer, no faults. */
export const calm = (changes: Partial<Scenario> = {}): Scenario => stormy({ deployment: {}, faults: [], ...changes });
