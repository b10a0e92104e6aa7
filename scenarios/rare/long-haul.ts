import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, minutes, noInversion, noLoss,
  orderedPerKey, scenario, sec, swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "long-haul",
  claim: "Ten minutes of weather leave no message, timer or reader behind.",
  duration: minutes(10),
  bus: { trim: { maxLength: 300, interval: sec(5) } },
  deployment: { persistence: { kind: "aof", fsync: "everysec" }, replicas: 1, sentinel: { downAfter: sec(2) } },
  traffic: [clusters({ messages: 6_000 })],
  faults: [swarm()],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(),
  ],
  eventually: [drained({ within: sec(120) }), delivered({ within: sec(120) })],
  sometimes: [],
});
