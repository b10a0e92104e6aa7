import {
  boundedMemory, clusters, conserved, dataAtRisk, delivered, drained, effectOnce, failover, ledgerZero,
  masterChanged, ms, noInversion, noLoss, orderedPerKey, scenario, sec,
} from "wavetank";

export default scenario({
  name: "failover-with-lagging-replica",
  claim: "A replica that is promoted while it lags loses only what it had not received, and the group goes on from there.",
  duration: sec(10),
  deployment: {
    persistence: { kind: "none" }, replicas: 1, replicaLag: [ms(100), ms(400), ms(900)],
    sentinel: { downAfter: sec(1) },
  },
  traffic: [clusters({ messages: 500 })],
  faults: [failover({ at: sec(3) }), failover({ at: sec(7), when: "stored" })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [masterChanged(), dataAtRisk()],
});
