import {
  boundedMemory, clusters, conserved, dataAtRisk, drained, effectOnce, ledgerZero, masterChanged, ms, noInversion,
  noLoss, orderedPerKey, partition, scenario, sec,
} from "wavetank";

export default scenario({
  name: "split-brain",
  claim: "What a cut-off master accepts is lost when it comes back, no more, and the producer goes on with the new one.",
  duration: sec(30),
  deployment: { persistence: { kind: "aof", fsync: "always" }, replicas: 1, sentinel: { downAfter: ms(800) } },
  traffic: [clusters({ messages: 900 })],
  faults: [partition(["redis-0", "feed-1"], { at: sec(5), lasting: sec(9) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(30) })],
  sometimes: [masterChanged(), dataAtRisk()],
});
