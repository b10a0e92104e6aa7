import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, noInversion, noLoss, orderedPerKey,
  partition, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "partition-symmetric",
  claim: "A producer that cannot reach the store keeps what it has taken and writes it in order when the network is back.",
  duration: sec(12),
  traffic: [clusters({ messages: 600 })],
  faults: [partition("feed-1", { at: sec(4), lasting: sec(4) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [writeRetried()],
  budget: { "stored→handled": { p99: sec(1) } },
});
