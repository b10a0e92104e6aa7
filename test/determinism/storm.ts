import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, metricEqualsLog, noInversion, noLoss,
  scenario, sec, swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "storm",
  claim: "Whatever a swarm does to a small bus with a replica, the same seed is the same run.",
  duration: sec(3),
  bus: { consumers: 2, trim: { maxLength: 40, interval: sec(1) } },
  deployment: { persistence: { kind: "aof", fsync: "everysec" }, replicas: 1, sentinel: { downAfter: sec(1) } },
  traffic: [clusters({ messages: 60 })],
  faults: [swarm()],
  always: [
    conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(), metricEqualsLog(),
  ],
  eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })],
  sometimes: [],
});
