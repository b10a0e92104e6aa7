import {
  boundedMemory, clusters, conserved, delivered, drained, duplicateDropped, effectOnce, ledgerZero, noInversion,
  noLoss, orderedPerKey, partition, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "partition-one-way",
  claim: "Writes that arrive though their acknowledgements are lost are written again, and take effect once.",
  duration: sec(12),
  traffic: [clusters({ messages: 600 })],
  faults: [partition("feed-1", { at: sec(4), lasting: sec(3), way: "reply" })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [writeRetried(), duplicateDropped()],
});
