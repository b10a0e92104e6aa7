import {
  boundedMemory, clusters, conserved, crash, dataAtRisk, delivered, drained, effectOnce, ledgerZero, masterChanged,
  ms, noInversion, noLoss, orderedPerKey, partition, scenario, sec,
} from "wavetank";

export default scenario({
  name: "replica-goes-unheard",
  claim: "A replica whose reports are lost is not promoted while they are; it has the stream all the same, and takes over once it is heard.",
  duration: sec(30),
  deployment: { persistence: { kind: "none" }, replicas: 1, sentinel: { downAfter: ms(500) } },
  traffic: [clusters({ messages: 700 })],
  faults: [
    partition("redis-1", { at: sec(3), lasting: sec(5), way: "request" }),
    crash("redis-0", { at: sec(6), restartAfter: sec(22) }),
  ],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [masterChanged(), dataAtRisk()],
});
