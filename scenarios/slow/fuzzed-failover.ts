import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, metricEqualsLog, noInversion,
  noLoss, orderedPerKey, scenario, sec, swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "fuzzed-failover",
  claim: "Whatever befalls links, nodes, clocks and the store: what is acknowledged is handled in order, once, beyond what the deployment may lose.",
  duration: sec(30), bus: { trim: { maxLength: 200, interval: sec(2) } },
  deployment: { persistence: { kind: "none" }, replicas: 1, sentinel: { downAfter: sec(1) } },
  traffic: [clusters({ messages: 1_000 })], faults: [swarm()],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(),
    metricEqualsLog(),
  ],
  eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })],
  sometimes: [],
});
