import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, metricEqualsLog, noInversion, noLoss,
  orderedPerKey, scenario, sec, swarm, trimSafe, type Scenario,
} from "../../src/harness/authoring.ts";

/**
 * A thousand messages in thirty seconds over a master and its replica, everything that a swarm may draw, every oracle.
 */
export const REFERENCE: Scenario = scenario({
  name: "reference-failover",
  claim: "What is acknowledged is handled in order, once, beyond what the deployment may lose.",
  duration: sec(30),
  bus: { trim: { maxLength: 200, interval: sec(2) } },
  deployment: { persistence: { kind: "none" }, replicas: 1, sentinel: { downAfter: sec(1) } },
  traffic: [clusters({ messages: 1_000 })],
  faults: [swarm()],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(),
    metricEqualsLog(),
  ],
  eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })],
  sometimes: [],
});

/** The same without anybody who judges: what the oracles cost is the difference. */
export const UNJUDGED: Scenario = { ...REFERENCE, always: [], eventually: [drained({ within: sec(90) })] };
